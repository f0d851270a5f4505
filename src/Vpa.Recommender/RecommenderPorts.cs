using Vpa.Domain.Workloads;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender;

/// <summary>Everything the recommender reaches the world through.</summary>
/// <param name="Vpas">The VPAs.</param>
/// <param name="Pods">The pods.</param>
/// <param name="Controllers">Targets and owners.</param>
/// <param name="Usage">Live usage.</param>
/// <param name="OutOfMemoryKills">Observed kills.</param>
/// <param name="Statuses">Where recommendations go.</param>
/// <param name="Events">Where users are told what happened.</param>
/// <param name="Store">Where histories are kept; the recommender closes it.</param>
/// <param name="Archive">Where usage from before the start is asked for; null when nowhere.</param>
public sealed record RecommenderPorts(
    IVpaSource Vpas,
    IPodSource Pods,
    IControllerDirectory Controllers,
    IUsageSource Usage,
    IOutOfMemorySource OutOfMemoryKills,
    IVpaStatusWriter Statuses,
    IRecommendationEventRecorder Events,
    IAggregateStore Store,
    IUsageArchive? Archive = null)
{
    /// <summary>Checkpoint objects; null when there are none to be read or written.</summary>
    public ICheckpointObjects? Checkpoints { get; init; }

    /// <summary>Where damage to the history is told; null where nobody listens.</summary>
    public IHistoryEvents? HistoryEvents { get; init; }
}
