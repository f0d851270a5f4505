using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Nodes;

/// <summary>Writes a pod's status, on the condition that the pod is still the one that was decided on.</summary>
internal static class PodStatusWrite
{
    public static PlannedWrite Of(ObjectClient objects, Pod pod, PodStatus status)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid, ["resourceVersion"] = pod.Metadata.ResourceVersion },
            ["status"] = JsonSerializer.SerializeToNode(status, ObjectJson.Default.PodStatus),
        };
        return new PlannedWrite($"report status of pod {pod.Metadata.Key}", ct => objects.MergePatchAsync(pod.Path() + "/status", patch, ct));
    }
}
