using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Tests.Reviewing;

/// <summary>Pods as the API server holds them, in JSON.</summary>
internal static class PodJson
{
    private static readonly string[] Lists = ["requests", "limits"];

    /// <summary>A pod of Deployment <c>web</c>.</summary>
    public static JsonObject Of(Pod pod) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["namespace"] = pod.Namespace,
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = "web", ["controller"] = true }),
        },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray([.. pod.Containers.Select(Of)]) },
    };

    public static JsonArray Containers(JsonNode pod) => pod["spec"]!["containers"]!.AsArray();

    public static ResourceList List(JsonNode? container, string list) => ResourceList.Of(
        (container!["resources"]?[list]?.AsObject() ?? []).Select(e => KeyValuePair.Create(e.Key, Quantity.Parse((string)e.Value!))));

    /// <summary>What a pod says of its containers before their start-up boosts.</summary>
    public static SortedDictionary<string, string> BoostAnnotations(JsonNode pod) => new(
        (pod["metadata"]!["annotations"]?.AsObject() ?? []).Where(a => a.Key.StartsWith(Domain.Workloads.BoostAnnotations.Prefix, StringComparison.Ordinal))
            .ToDictionary(a => a.Key, a => (string)a.Value!, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Applies a patch with an implementation that is not ours.</summary>
    public static JsonObject Patched(JsonObject pod, JsonArray patch)
    {
        var patched = (JsonObject)pod.DeepClone();
        JsonSerializer.Deserialize<JsonPatchDocument>(patch.ToJsonString())!.ApplyTo(patched);
        return patched;
    }

    /// <summary>The pod as the API server keeps it: its defaulting rounds amounts up to thousandths, which only CPU has any finer ones of.</summary>
    public static JsonObject AsStored(JsonObject pod)
    {
        foreach (var container in Containers(pod))
        {
            foreach (var list in Lists)
            {
                if (container!["resources"]?[list]?["cpu"] is { } cpu)
                {
                    container["resources"]![list]!["cpu"] = Quantity.FromMilli(Quantity.Parse((string)cpu!).MilliValue).ToString();
                }
            }
        }

        return pod;
    }

    /// <summary>The pod without what admission may change: requests and limits of its containers, and annotations.</summary>
    public static JsonObject WithoutWhatMayChange(JsonObject pod)
    {
        var rest = (JsonObject)pod.DeepClone();
        rest["metadata"]!.AsObject().Remove("annotations");
        foreach (var container in Containers(rest))
        {
            // An absent object and an empty one mean the same to the API server.
            if (container!["resources"] is JsonObject resources)
            {
                resources.Remove("requests");
                resources.Remove("limits");
                if (resources.Count == 0)
                {
                    container.AsObject().Remove("resources");
                }
            }
        }

        return rest;
    }

    /// <summary>
    /// The class as Kubernetes computes it over all containers, those of initialisation included: Guaranteed when each has equal requests and limits of
    /// cpu and memory, BestEffort when none has any. A request that is missing is as large as its limit (defaulting of the API server).
    /// </summary>
    public static string QosClass(JsonNode pod)
    {
        JsonNode?[] containers = [.. Containers(pod), .. pod["spec"]!["initContainers"]?.AsArray() ?? []];
        var (hasAny, isGuaranteed) = (false, true);
        foreach (var container in containers)
        {
            foreach (var resource in new[] { ResourceNames.Cpu, ResourceNames.Memory })
            {
                var limit = List(container, "limits")[resource];
                var request = List(container, "requests").Find(resource) ?? limit;
                hasAny |= !limit.IsZero || !request.IsZero;
                isGuaranteed &= !limit.IsZero && request == limit;
            }
        }

        return !hasAny ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable";
    }

    private static JsonNode Of(Container container)
    {
        var node = new JsonObject { ["name"] = container.Name };
        foreach (var (name, list) in new[] { ("requests", container.Resources.Requests), ("limits", container.Resources.Limits) })
        {
            if (list is not null)
            {
                node["resources"] ??= new JsonObject();
                node["resources"]![name] = new JsonObject(list.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value.ToString())));
            }
        }

        return node;
    }
}
