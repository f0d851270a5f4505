using System.Globalization;
using System.Text.Json;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Workloads;

/// <summary>Decides how far a Deployment's ReplicaSets are scaled next, so that its strategy's bounds hold at every moment.</summary>
/// <remarks>
/// With <c>RollingUpdate</c>: never more than replicas + maxSurge wanted, never fewer than replicas - maxUnavailable available by the
/// controller's doing. Defaults of both are 25 %, the surge rounded up, the unavailable down; if both come to 0, one may be unavailable.
/// </remarks>
internal static class Rollout
{
    private const string DefaultBound = "25%";

    /// <summary>Plans the next scales.</summary>
    /// <param name="replicas">The Deployment's <c>spec.replicas</c>.</param>
    /// <param name="strategy">Its strategy; null means the defaults.</param>
    /// <param name="current">The ReplicaSet of the present template; null when there is none yet.</param>
    /// <param name="old">The other ReplicaSets, oldest first.</param>
    public static RolloutPlan Plan(
        int replicas, DeploymentStrategy? strategy, RolloutReplicaSet? current, IReadOnlyList<RolloutReplicaSet> old) =>
        strategy?.Type == "Recreate" ? Recreate(replicas, old) : Rolling(replicas, strategy?.RollingUpdate, current, old);

    /// <summary>Reads <c>maxSurge</c> or <c>maxUnavailable</c>: a number, or a percentage of the replicas.</summary>
    public static int Bound(JsonElement value, int replicas, bool roundUp)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            return Math.Max(0, number);
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : DefaultBound;
        if (!int.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            percent = 25;
        }

        var exact = (long)replicas * percent;
        return (int)(roundUp ? (exact + 99) / 100 : exact / 100);
    }

    private static RolloutPlan Recreate(int replicas, IReadOnlyList<RolloutReplicaSet> old) =>
        new(old.Any(r => r.Existing > 0) ? 0 : replicas, old.ToDictionary(r => r.Name, _ => 0, StringComparer.Ordinal));

    private static RolloutPlan Rolling(int replicas, RollingUpdate? bounds, RolloutReplicaSet? current, IReadOnlyList<RolloutReplicaSet> old)
    {
        var surge = Bound(bounds?.MaxSurge ?? default, replicas, roundUp: true);
        var unavailable = Bound(bounds?.MaxUnavailable ?? default, replicas, roundUp: false);
        if (surge == 0 && unavailable == 0)
        {
            unavailable = 1;
        }

        var present = current?.Replicas ?? 0;
        var oldWanted = old.Sum(r => r.Replicas);
        var room = Math.Max(0, replicas + surge - present - oldWanted);
        var wanted = present >= replicas ? replicas : Math.Min(replicas, present + room);
        var oldReplicas = ShrinkOld(replicas - unavailable, current, old, present + oldWanted);
        return new RolloutPlan(wanted, oldReplicas);
    }

    private static Dictionary<string, int> ShrinkOld(
        int minimumAvailable, RolloutReplicaSet? current, IReadOnlyList<RolloutReplicaSet> old, int totalWanted)
    {
        var scales = old.ToDictionary(r => r.Name, r => r.Replicas, StringComparer.Ordinal);
        var newUnavailable = Math.Max(0, (current?.Replicas ?? 0) - (current?.Available ?? 0));
        // Pods that never became available go first: their loss costs nothing.
        var removable = Math.Max(0, totalWanted - minimumAvailable - newUnavailable);
        foreach (var set in old)
        {
            var broken = Math.Clamp(set.Replicas - set.Available, 0, removable);
            scales[set.Name] -= broken;
            removable -= broken;
        }

        var available = (current?.Available ?? 0) + old.Sum(r => Math.Min(r.Available, r.Replicas));
        var spare = Math.Clamp(available - minimumAvailable, 0, removable);
        foreach (var set in old)
        {
            var taken = Math.Min(scales[set.Name], spare);
            scales[set.Name] -= taken;
            spare -= taken;
        }

        return scales;
    }
}
