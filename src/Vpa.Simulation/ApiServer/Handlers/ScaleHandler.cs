using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The scale subresource: an autoscaling/v1 Scale that stands for two fields and a selector of another object.</summary>
internal sealed class ScaleHandler(ObjectStore store, ObjectWriter writer)
{
    private const string ApiVersion = "autoscaling/v1";

    public async Task HandleAsync(ApiRequest request)
    {
        var mapping = request.Resource.Scale!;
        if (request.Info.Verb == "get")
        {
            var item = store.Find(request.Resource, request.Key) ?? throw ApiErrors.NotFound(request.Resource, request.Info.Name);
            await ResponseWriter.WriteAsync(request.Http, ToScale(item.ToJson(), mapping));
            return;
        }

        Func<JsonObject, JsonObject> change;
        if (request.Info.Verb == "update")
        {
            var body = await request.ReadObjectAsync();
            change = _ => body;
        }
        else
        {
            change = await PatchApplier.ReadAsync(request);
        }

        var updated = await writer.UpdateAsync(request, UpdateScope.Main, current => Rescale(current, mapping, change));
        await ResponseWriter.WriteAsync(request.Http, ToScale(updated.ToJson(), mapping));
    }

    private static JsonObject Rescale(JsonObject current, ScaleMapping mapping, Func<JsonObject, JsonObject> change)
    {
        var scale = change(ToScale(current, mapping));
        var replicas = scale.At("spec", "replicas") is null ? 0 : scale.NumberAt("spec", "replicas")
            ?? throw ApiErrors.BadRequest("spec.replicas of a Scale must be a whole number");
        current.Ensure(mapping.SpecReplicas.AsSpan(0, mapping.SpecReplicas.Length - 1))[mapping.SpecReplicas[^1]] = replicas;
        if (scale.TextAt("metadata", "resourceVersion") is { } version)
        {
            current.Ensure("metadata")["resourceVersion"] = version;
        }

        return current;
    }

    private static JsonObject ToScale(JsonObject item, ScaleMapping mapping)
    {
        var metadata = new JsonObject();
        foreach (var field in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata.TakeFrom((JsonObject)item["metadata"]!, field);
        }

        var status = new JsonObject { ["replicas"] = item.NumberAt(mapping.StatusReplicas) ?? 0 };
        if (Selector(item, mapping) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = ApiVersion,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = item.NumberAt(mapping.SpecReplicas) ?? 0 },
            ["status"] = status,
        };
    }

    private static string? Selector(JsonObject item, ScaleMapping mapping) => item.At(mapping.Selector ?? []) switch
    {
        _ when mapping.Selector is null => null,
        JsonObject map when map.ContainsKey("matchLabels") || map.ContainsKey("matchExpressions") => LabelSelectors.FromJson(map).ToText(),
        JsonObject map => string.Join(',', map.Select(p => $"{p.Key}={p.Value.AsText()}")),
        var other => other.AsText(),
    };
}
