using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The numbers of one PodDisruptionBudget, computed from the pods that live now.</summary>
internal sealed record DisruptionBudget(string Name, long Expected, long Healthy, long Desired, bool AlwaysAllowUnhealthy)
{
    public long Allowed => Math.Max(0, Healthy - Desired);

    /// <summary>Counts the budget's pods.</summary>
    /// <param name="budget">The PodDisruptionBudget.</param>
    /// <param name="pods">Every pod of its namespace.</param>
    /// <param name="replicasOf">Wanted replicas of the controller that an owner reference names; null when it has no such number.</param>
    public static DisruptionBudget Compute(JsonObject budget, IEnumerable<JsonObject> pods, Func<JsonObject, long?> replicasOf)
    {
        var selector = LabelSelectors.FromJson(budget.At("spec", "selector"));
        var covered = pods.Where(p => selector.Matches(p.TextMapAt("metadata", "labels"))).ToList();
        var expected = ExpectedPods(covered, replicasOf);
        var healthy = covered.Count(p => IsReady(p) && p.TextAt("metadata", "deletionTimestamp") is null);
        var desired = budget.At("spec", "minAvailable") is { } least ? Scaled(least, expected)
            : budget.At("spec", "maxUnavailable") is { } most ? Math.Max(0, expected - Scaled(most, expected))
            : 1;
        return new DisruptionBudget(
            budget.TextAt("metadata", "name") ?? "", expected, healthy, desired,
            budget.TextAt("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow");
    }

    public static bool IsReady(JsonObject pod) =>
        pod.ObjectsAt("status", "conditions").Any(c => c.TextAt("type") == "Ready" && c.TextAt("status") == "True");

    /// <summary>Status fields of the budget. The condition's time is kept while its state stays.</summary>
    public JsonObject ToStatus(JsonObject budget, string now)
    {
        var state = Allowed > 0 ? "True" : "False";
        var before = budget.ObjectsAt("status", "conditions").FirstOrDefault(c => c.TextAt("status") == state);
        return new JsonObject
        {
            ["observedGeneration"] = budget.NumberAt("metadata", "generation") ?? 1,
            ["disruptionsAllowed"] = Allowed,
            ["currentHealthy"] = Healthy,
            ["desiredHealthy"] = Desired,
            ["expectedPods"] = Expected,
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "DisruptionAllowed",
                ["status"] = state,
                ["reason"] = Allowed > 0 ? "SufficientPods" : "InsufficientPods",
                ["message"] = "",
                ["lastTransitionTime"] = before.TextAt("lastTransitionTime") ?? now,
                ["observedGeneration"] = budget.NumberAt("metadata", "generation") ?? 1,
            }),
        };
    }

    private static long ExpectedPods(List<JsonObject> pods, Func<JsonObject, long?> replicasOf)
    {
        var expected = 0L;
        var counted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            var controller = pod.ObjectsAt("metadata", "ownerReferences").FirstOrDefault(o => o.FlagAt("controller") == true);
            var replicas = controller is null ? null : replicasOf(controller);
            if (replicas is null)
            {
                expected++;
            }
            else if (counted.Add(controller!.TextAt("uid") ?? ""))
            {
                expected += replicas.Value;
            }
        }

        return expected;
    }

    /// <summary>A count, or a percentage of all, rounded up.</summary>
    private static long Scaled(JsonNode value, long all)
    {
        var text = JsonText.Of(value);
        return text.EndsWith('%')
            ? (long)Math.Ceiling(decimal.Parse(text[..^1], CultureInfo.InvariantCulture) * all / 100)
            : value.AsNumber() ?? 0;
    }
}
