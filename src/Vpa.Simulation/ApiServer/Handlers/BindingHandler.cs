using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The pods/binding subresource: gives a pod its node.</summary>
internal sealed class BindingHandler(ObjectWriter writer, TimeProvider clock)
{
    public async Task HandleAsync(ApiRequest request)
    {
        var body = await request.ReadObjectAsync();
        var node = body.TextAt("target", "name");
        if (string.IsNullOrEmpty(node))
        {
            throw ApiErrors.Invalid(request.Resource, request.Info.Name, [FieldError.Required("target.name")]);
        }

        await writer.UpdateAsync(request, UpdateScope.System, pod => Bind(request, pod, node));
        await ResponseWriter.WriteAsync(
            request.Http,
            new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" },
            201);
    }

    private JsonObject Bind(ApiRequest request, JsonObject pod, string node)
    {
        if (pod.TextAt("spec", "nodeName") is { Length: > 0 } taken)
        {
            throw ApiErrors.Conflict(request.Resource, request.Info.Name, $"pod {request.Info.Name} is already assigned to node \"{taken}\"");
        }

        if (pod.TextAt("metadata", "deletionTimestamp") is not null)
        {
            throw ApiErrors.Conflict(
                request.Resource, request.Info.Name, $"pod {request.Info.Name} is being deleted, cannot be assigned to a host");
        }

        pod.Ensure("spec")["nodeName"] = node;
        var conditions = pod.ObjectsAt("status", "conditions").Where(c => c.TextAt("type") != "PodScheduled").Select(c => c.DeepClone());
        pod.Ensure("status")["conditions"] = new JsonArray([.. conditions, new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = clock.Stamp(),
        }]);
        return pod;
    }
}
