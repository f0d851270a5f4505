using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating.InPlace;

/// <summary>Tells when the CPU start-up boost of a container is over (U74, U80).</summary>
public static class BoostExpiry
{
    private const string Ready = "Ready";

    /// <summary>Whether the boost of a container has expired: its pod is ready, and has been for longer than the boost's duration, strictly.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="vpa">The VPA that controls it.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="gates">Without the gate <c>CPUStartupBoost</c> the duration is 0.</param>
    /// <param name="now">The present time.</param>
    public static bool HasExpired(Pod pod, VerticalPodAutoscaler vpa, string container, FeatureGates gates, DateTimeOffset now)
    {
        if (pod.Conditions.FirstOrDefault(c => c.Type == Ready) is not { Status: "True" } ready)
        {
            return false;
        }

        // An absent time is year 1, as for a Kubernetes client that reads it into a value.
        var duration = gates.CpuStartupBoost ? DurationOf(vpa, container) : TimeSpan.Zero;
        return duration <= TimeSpan.Zero || now - (ready.LastTransitionTime ?? DateTimeOffset.MinValue) > duration;
    }

    /// <summary>Whether a pod has at least one boost that has expired, which makes it due (U75).</summary>
    public static bool HasExpiredOn(Pod pod, VerticalPodAutoscaler vpa, FeatureGates gates, DateTimeOffset now)
    {
        foreach (var container in pod.Containers)
        {
            if (BoostAnnotations.IsOn(pod, container.Name) && HasExpired(pod, vpa, container.Name, gates, now))
            {
                return true;
            }
        }

        return false;
    }

    private static TimeSpan DurationOf(VerticalPodAutoscaler vpa, string container) => TimeSpan.FromSeconds(
        vpa.ResourcePolicy?.For(container)?.StartupBoost?.Cpu?.DurationSeconds ?? vpa.StartupBoost?.Cpu?.DurationSeconds ?? 0);
}
