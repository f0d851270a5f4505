using System.Net;
using System.Text.Json.Nodes;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Discovery;

/// <summary>What the program itself may do, by the API server's own word (SelfSubjectAccessReview, which every account may create).</summary>
/// <param name="api">The API server.</param>
internal sealed class OwnRights(KubernetesApi api)
{
    private static readonly ResourcePath Reviews = new("authorization.k8s.io", "v1", "selfsubjectaccessreviews");

    /// <summary>Whether an object may be read. True as well where the server answers no such questions.</summary>
    /// <exception cref="KubernetesApiException">The server could not be asked.</exception>
    public async Task<bool> MayGetAsync(ResourcePath resource, string @namespace, string name, CancellationToken cancellationToken)
    {
        var review = new JsonObject
        {
            ["apiVersion"] = Reviews.ApiVersion,
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject
            {
                ["resourceAttributes"] = new JsonObject
                {
                    ["verb"] = "get",
                    ["group"] = resource.Group,
                    ["version"] = resource.Version,
                    ["resource"] = resource.Resource,
                    ["namespace"] = @namespace,
                    ["name"] = name,
                },
            },
        };
        try
        {
            var answer = await api.PostJsonAsync(Reviews.Collection(null), review, WireJson.Default.JsonObject, WireJson.Default.JsonObject, cancellationToken);
            return answer["status"]?["allowed"] is JsonValue allowed && allowed.TryGetValue<bool>(out var may) && may;
        }
        catch (KubernetesApiException e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            return true;
        }
    }
}
