using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Defaults of a pod's spec, and its quality of service.</summary>
internal static class PodDefaults
{
    public static void Apply(JsonObject spec, bool serviceAccount)
    {
        Set(spec, "restartPolicy", "Always");
        Set(spec, "terminationGracePeriodSeconds", 30);
        Set(spec, "dnsPolicy", "ClusterFirst");
        Set(spec, "schedulerName", "default-scheduler");
        spec.Ensure("securityContext");
        if (serviceAccount)
        {
            Set(spec, "serviceAccountName", spec.TextAt("serviceAccount") ?? "default");
            Set(spec, "serviceAccount", spec.TextAt("serviceAccountName")!);
            Set(spec, "enableServiceLinks", true);
            Set(spec, "preemptionPolicy", "PreemptLowerPriority");
            Set(spec, "priority", 0);
        }

        foreach (var container in Containers(spec))
        {
            Set(container, "imagePullPolicy", "IfNotPresent");
            Set(container, "terminationMessagePath", "/dev/termination-log");
            Set(container, "terminationMessagePolicy", "File");
            var resources = container.Ensure("resources");
            ResourceAmounts.Canonicalize(resources["limits"]);
            ResourceAmounts.Canonicalize(resources["requests"]);
            RequestsFromLimits(resources);
        }
    }

    public static IEnumerable<JsonObject> Containers(JsonObject spec) =>
        spec.ObjectsAt("initContainers").Concat(spec.ObjectsAt("containers"));

    /// <summary>Guaranteed, Burstable or BestEffort, by the requests and limits for CPU and memory of all containers.</summary>
    public static string QualityOfService(JsonObject spec)
    {
        var any = false;
        var guaranteed = true;
        foreach (var container in Containers(spec))
        {
            foreach (var resource in (ReadOnlySpan<string>)["cpu", "memory"])
            {
                var request = Amount(container, "requests", resource);
                var limit = Amount(container, "limits", resource);
                any |= request > 0 || limit > 0;
                guaranteed &= limit > 0 && request == limit;
            }
        }

        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static decimal Amount(JsonObject container, string kind, string resource) =>
        Quantity.TryParse(JsonText.Of(container.At("resources", kind, resource)), out var amount) ? amount : 0;

    private static void RequestsFromLimits(JsonObject resources)
    {
        foreach (var (name, limit) in resources["limits"] as JsonObject ?? [])
        {
            var requests = resources.Ensure("requests");
            if (!requests.ContainsKey(name))
            {
                requests[name] = limit?.DeepClone();
            }
        }
    }

    private static void Set(JsonObject target, string name, JsonNode value)
    {
        if (target[name] is null)
        {
            target[name] = value;
        }
    }
}
