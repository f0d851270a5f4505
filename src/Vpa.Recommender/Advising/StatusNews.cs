using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Advising;

/// <summary>What a written status tells that the one before did not; each is told once, as the next cycle starts from the written one.</summary>
internal static class StatusNews
{
    /// <summary>R61: what the status says counts only together with its condition.</summary>
    public static bool HasRecommendation(VpaStatus status) =>
        status.Condition(VpaConditionTypes.RecommendationProvided) is { Status: "True" } && status.Recommendation is { Containers.IsEmpty: false };

    /// <summary>Tells the news as events on the VPA.</summary>
    /// <param name="vpa">The VPA with its former status.</param>
    /// <param name="status">The status that was written.</param>
    /// <param name="workload">The histories of its target; null without one.</param>
    /// <param name="events">Where.</param>
    public static void Tell(VerticalPodAutoscaler vpa, VpaStatus status, WorkloadHistory? workload, IRecommendationEventRecorder events)
    {
        if (UnsupportedCause(status) is { } cause && cause != UnsupportedCause(vpa.Status))
        {
            events.ConfigurationUnsupported(vpa, cause);
        }

        if (!HasRecommendation(status))
        {
            return;
        }

        if (!HasRecommendation(vpa.Status))
        {
            events.RecommendationAppeared(vpa, status.Recommendation!);
        }
        else if (workload is not null)
        {
            TellOfKills(vpa, status.Recommendation!, workload, events);
        }
    }

    private static string? UnsupportedCause(VpaStatus status) =>
        status.Condition(VpaConditionTypes.ConfigUnsupported) is { Status: "True" } condition ? condition.Message ?? "" : null;

    private static void TellOfKills(VerticalPodAutoscaler vpa, Recommendation recommendation, WorkloadHistory workload, IRecommendationEventRecorder events)
    {
        foreach (var container in recommendation.Containers)
        {
            if (workload.Find(container.ContainerName)?.KilledPod is { } pod
                && vpa.Status.Recommendation!.For(container.ContainerName)?.Target.Find(ResourceNames.Memory) is { } before
                && container.Target.Find(ResourceNames.Memory) is { } after
                && after > before)
            {
                events.RaisedAfterOutOfMemory(vpa, container.ContainerName, pod, before, after);
            }
        }
    }
}
