using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The serviceaccounts/token subresource. Tokens are opaque and stay valid as long as the server runs.</summary>
internal sealed class TokenRequestHandler(ObjectStore store, TokenAuthenticator tokens, TimeProvider clock)
{
    private const long DefaultSeconds = 3600;

    public async Task HandleAsync(ApiRequest request)
    {
        if (store.Find(request.Resource, request.Key) is null)
        {
            throw ApiErrors.NotFound(request.Resource, request.Info.Name);
        }

        var body = await request.ReadOptionalObjectAsync() ?? [];
        var seconds = body.NumberAt("spec", "expirationSeconds") ?? DefaultSeconds;
        var user = UserInfo.Named($"system:serviceaccount:{request.Info.Namespace}:{request.Info.Name}");
        body["kind"] = "TokenRequest";
        body["apiVersion"] = "authentication.k8s.io/v1";
        body.Ensure("metadata")["name"] = request.Info.Name;
        body["metadata"]!["namespace"] = request.Info.Namespace;
        body.Ensure("spec")["expirationSeconds"] = seconds;
        body["status"] = new JsonObject
        {
            ["token"] = tokens.Issue(user),
            ["expirationTimestamp"] = JsonNavigation.Stamp(clock.GetUtcNow().AddSeconds(seconds)),
        };
        await ResponseWriter.WriteAsync(request.Http, body, 201);
    }
}
