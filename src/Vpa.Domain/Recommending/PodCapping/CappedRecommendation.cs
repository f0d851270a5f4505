using System.Collections.Immutable;
using Vpa.Domain.Policies;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>A recommendation as it applies to one pod (U42, A106).</summary>
/// <param name="Containers">
/// One entry a container of the pod that has a recommendation, or a stand-in of its own requests (A108, U47), in the order of the pod.
/// </param>
public sealed record CappedRecommendation(ImmutableArray<CappedContainer> Containers)
{
    /// <summary>The entry of a container, or null.</summary>
    public CappedContainer? For(string containerName)
    {
        foreach (var container in Containers)
        {
            if (container.Recommendation.ContainerName == containerName)
            {
                return container;
            }
        }

        return null;
    }

    /// <summary>The values without the texts.</summary>
    public Recommendation ToRecommendation() => new([.. Containers.Select(c => c.Recommendation)]);
}
