using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>Answers selfsubjectaccessreviews, which kubectl auth can-i sends.</summary>
internal sealed class SelfSubjectAccessReviewHandler(RbacAuthorizer authorizer)
{
    public async Task HandleAsync(HttpContext http, RequestInfo info, UserInfo user)
    {
        var placeholder = new ApiRequest(http, info, user, BuiltinResources.Roles);
        var body = await placeholder.ReadObjectAsync();
        var asked = body.At("spec", "resourceAttributes");
        var path = body.At("spec", "nonResourceAttributes");
        var wanted = new RequestInfo
        {
            Path = path.TextAt("path") ?? "",
            Verb = asked.TextAt("verb") ?? path.TextAt("verb") ?? "",
            IsResource = asked is not null,
            Group = asked.TextAt("group") ?? "",
            Namespace = asked.TextAt("namespace") ?? "",
            Resource = asked.TextAt("resource") ?? "",
            Name = asked.TextAt("name") ?? "",
            Subresource = asked.TextAt("subresource") ?? "",
        };
        body["status"] = new JsonObject { ["allowed"] = authorizer.IsAllowed(user, wanted) };
        await ResponseWriter.WriteAsync(http, body, 201);
    }
}
