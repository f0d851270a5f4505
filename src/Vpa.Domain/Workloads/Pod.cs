using System.Collections.Immutable;

namespace Vpa.Domain.Workloads;

/// <summary>A pod, reduced to what the rules use.</summary>
public sealed record Pod
{
    private static readonly ImmutableSortedDictionary<string, string> NoStrings = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The pod's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The pod's name; empty at admission of a pod that uses <c>generateName</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The pod's UID; empty at admission.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The resourceVersion it was read at.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoStrings;

    /// <summary>Annotations; null when the object has none at all.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Owner references in their order.</summary>
    public ImmutableArray<OwnerReference> Owners { get; init; } = [];

    /// <summary>The node the pod is bound to, if any.</summary>
    public string? NodeName { get; init; }

    /// <summary>The phase.</summary>
    public PodPhase Phase { get; init; }

    /// <summary>When the object was created.</summary>
    public DateTimeOffset CreationTimestamp { get; init; }

    /// <summary>When the kubelet acknowledged the pod (<c>status.startTime</c>).</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When deletion was asked for; set on pods that are going away.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>The QoS class the API server assigned, if any.</summary>
    public string? QosClass { get; init; }

    /// <summary>The regular containers (<c>spec.containers</c>) in their order.</summary>
    public ImmutableArray<Container> Containers { get; init; } = [];

    /// <summary>Names of the init containers, native sidecars among them (R73).</summary>
    public ImmutableArray<string> InitContainerNames { get; init; } = [];

    /// <summary>How many init containers have resources in effect in their status (R116).</summary>
    public int InitContainersWithStatusResources { get; init; }

    /// <summary>Statuses of the regular containers.</summary>
    public ImmutableArray<ContainerStatus> ContainerStatuses { get; init; } = [];

    /// <summary>Conditions of the pod.</summary>
    public ImmutableArray<PodCondition> Conditions { get; init; } = [];

    /// <summary>Namespace and name.</summary>
    public NamespacedName Key => new(Namespace, Name);

    /// <summary>The status of a container, or null.</summary>
    public ContainerStatus? StatusOf(string container)
    {
        foreach (var status in ContainerStatuses)
        {
            if (status.Name == container)
            {
                return status;
            }
        }

        return null;
    }

    /// <summary>Resources in effect: those of the container's status where it carries them, else of the specification (R116, U39, A106).</summary>
    public ContainerResources ResourcesOf(Container container) => StatusOf(container.Name)?.Resources ?? container.Resources;
}
