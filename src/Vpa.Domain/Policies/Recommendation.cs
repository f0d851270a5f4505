using System.Collections.Immutable;

namespace Vpa.Domain.Policies;

/// <summary>A VPA's recommendation (<c>status.recommendation</c>).</summary>
/// <param name="Containers">One entry a container, sorted by name in byte order when written by the recommender (R86).</param>
public sealed record Recommendation(ImmutableArray<ContainerRecommendation> Containers)
{
    /// <summary>A recommendation without containers, written as <c>{}</c>.</summary>
    public static Recommendation Empty { get; } = new([]);

    /// <summary>The entry of a container (the first of its name), or null.</summary>
    public ContainerRecommendation? For(string containerName)
    {
        foreach (var container in Containers)
        {
            if (container.ContainerName == containerName)
            {
                return container;
            }
        }

        return null;
    }
}
