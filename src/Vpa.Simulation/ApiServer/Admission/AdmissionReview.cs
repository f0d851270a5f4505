using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The AdmissionReview that a webhook gets.</summary>
internal static class AdmissionReview
{
    public const string ApiVersion = "admission.k8s.io/v1";

    public static JsonObject Request(AdmissionAttributes attributes, JsonObject item)
    {
        var (request, resource, info) = (attributes.Request, attributes.Request.Resource, attributes.Request.Info);
        JsonObject Kind() => new() { ["group"] = resource.Group, ["version"] = info.Version, ["kind"] = resource.Kind };
        JsonObject Resource() => new() { ["group"] = resource.Group, ["version"] = info.Version, ["resource"] = resource.Plural };
        var sent = item.Copy();
        sent["apiVersion"] = request.ApiVersion;
        var old = attributes.Old?.Copy();
        old?["apiVersion"] = request.ApiVersion;
        var body = new JsonObject
        {
            ["uid"] = Guid.NewGuid().ToString(),
            ["kind"] = Kind(),
            ["resource"] = Resource(),
            ["requestKind"] = Kind(),
            ["requestResource"] = Resource(),
            ["name"] = item.TextAt("metadata", "name") ?? "",
            ["namespace"] = resource.Namespaced ? info.Namespace : "",
            ["operation"] = attributes.Operation,
            ["userInfo"] = new JsonObject
            {
                ["username"] = request.User.Name,
                ["groups"] = new JsonArray([.. request.User.Groups.Select(g => (JsonNode)g)]),
            },
            ["object"] = sent,
            ["oldObject"] = old,
            ["dryRun"] = request.DryRun,
            ["options"] = new JsonObject
            {
                ["kind"] = attributes.Operation == "CREATE" ? "CreateOptions" : "UpdateOptions",
                ["apiVersion"] = "meta.k8s.io/v1",
            },
        };
        if (info.Subresource.Length > 0)
        {
            body["subResource"] = info.Subresource;
        }

        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = ApiVersion, ["request"] = body };
    }
}
