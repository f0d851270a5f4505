using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending;

/// <summary>
/// Keeps a recommendation that was made with more history from being lowered by one that is made with less: while past usage is still being fetched, the
/// lack of it must not shrink anybody's pods. What rises, for example after an out-of-memory kill, rises.
/// </summary>
internal static class RecommendationFloor
{
    /// <summary>The greater of both for each container and resource that is computed; containers of the floor alone stay, unless their policy switches scaling off.</summary>
    public static Recommendation Raise(Recommendation computed, Recommendation floor, ResourcePolicy? policy)
    {
        var raised = computed.Containers.Select(c => floor.For(c.ContainerName) is { } shown ? Raise(c, shown) : c);
        var kept = floor.Containers
            .Where(c => computed.For(c.ContainerName) is null && policy?.For(c.ContainerName)?.Mode is not ScalingMode.Off)
            .Select(c => c with { Target = c.UncappedTarget ?? c.Target });
        return new([.. raised.Concat(kept).OrderBy(c => c.ContainerName, StringComparer.Ordinal)]);
    }

    private static ContainerRecommendation Raise(ContainerRecommendation computed, ContainerRecommendation shown) => computed with
    {
        Target = Greater(computed.Target, shown.UncappedTarget ?? shown.Target)!,
        UncappedTarget = Greater(computed.UncappedTarget, shown.UncappedTarget),
        LowerBound = Greater(computed.LowerBound, shown.LowerBound),
        UpperBound = Greater(computed.UpperBound, shown.UpperBound),
    };

    private static ResourceList? Greater(ResourceList? computed, ResourceList? shown) => computed is null || shown is null
        ? computed
        : ResourceList.Of(computed.Select(e => KeyValuePair.Create(e.Key, shown.Find(e.Key) is { } other && other > e.Value ? other : e.Value)));
}
