using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The server's admission plugins in kube-apiserver's order: LimitRange defaults, mutating webhooks; then LimitRange checks.</summary>
internal sealed class AdmissionChain(ObjectStore store, MutatingWebhooks webhooks)
{
    public async Task<JsonObject> MutateAsync(AdmissionAttributes attributes, JsonObject item)
    {
        if (IsPod(attributes) && attributes.Operation == "CREATE")
        {
            LimitRanger.Default(LimitRanges(attributes), item.Ensure("spec"));
        }

        return await webhooks.MutateAsync(attributes, item);
    }

    /// <exception cref="ApiStatusException">403 when a pod lies outside a LimitRange.</exception>
    public void Validate(AdmissionAttributes attributes, JsonObject item)
    {
        if (!IsPod(attributes) || (attributes.Operation != "CREATE" && attributes.Request.Info.Subresource != "resize"))
        {
            return;
        }

        var errors = LimitRanger.Check(LimitRanges(attributes), item.Ensure("spec"));
        if (errors.Count > 0)
        {
            var all = errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]";
            throw ApiErrors.Forbidden(attributes.Request.Resource, item.TextAt("metadata", "name") ?? "", all);
        }
    }

    private static bool IsPod(AdmissionAttributes attributes) => attributes.Request.Resource.Equals(BuiltinResources.Pods);

    private List<JsonObject> LimitRanges(AdmissionAttributes attributes) =>
    [
        .. store.Snapshot(BuiltinResources.LimitRanges).In(attributes.Request.Info.Namespace)
            .SelectMany(r => r.ToJson().ObjectsAt("spec", "limits")),
    ];
}
