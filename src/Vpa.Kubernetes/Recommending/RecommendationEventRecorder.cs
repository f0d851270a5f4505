using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Kubernetes.Events;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Turns what a VPA's users should know into events on the VPA.</summary>
/// <param name="events">Writes them, as component <see cref="Component"/>.</param>
public sealed class RecommendationEventRecorder(EventRecorder events) : IRecommendationEventRecorder
{
    /// <summary>The component that the events come from.</summary>
    public const string Component = "vpa-recommender";

    /// <inheritdoc/>
    public void RecommendationAppeared(VerticalPodAutoscaler vpa, Recommendation recommendation) => events.Record(
        SubjectOf(vpa),
        EventSeverity.Normal,
        "RecommendationProvided",
        $"There is a recommendation now, for: {string.Join(", ", recommendation.Containers.Select(c => c.ContainerName))}.");

    /// <inheritdoc/>
    public void RaisedAfterOutOfMemory(VerticalPodAutoscaler vpa, string container, string pod, Quantity before, Quantity after) => events.Record(
        SubjectOf(vpa),
        EventSeverity.Warning,
        "RecommendationRaisedAfterOOM",
        $"Container {container} of pod {pod} was killed for lack of memory; its memory target was raised from {before} to {after}.");

    /// <inheritdoc/>
    public void ConfigurationUnsupported(VerticalPodAutoscaler vpa, string cause) =>
        events.Record(SubjectOf(vpa), EventSeverity.Warning, VpaConditionTypes.ConfigUnsupported, cause);

    private static EventSubject SubjectOf(VerticalPodAutoscaler vpa) =>
        new("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", vpa.Key, vpa.Uid, vpa.ResourceVersion);
}
