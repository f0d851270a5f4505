using Vpa.Recommender.Histories;

namespace Vpa.Recommender.Pods;

/// <summary>A container of a pod in the model, bound to the histories its samples go to.</summary>
/// <param name="name">The container's name.</param>
internal sealed class TrackedContainer(string name)
{
    /// <summary>The container's name.</summary>
    public string Name { get; } = name;

    /// <summary>One history for each workload the pod counts for.</summary>
    public ContainerHistory[] Histories { get; set; } = [];
}
