using Vpa.Domain.Quantities;

namespace Vpa.Host.Demo;

/// <summary>One workload of the demo at one instant, as its users would see it through the API.</summary>
internal sealed record WorkloadView
{
    /// <summary>The name of the Deployment and of its VPA.</summary>
    public required string Name { get; init; }

    /// <summary>Its pods that run.</summary>
    public int RunningPods { get; init; }

    /// <summary>The different requests of its pods, smallest first; more than one while pods are being replaced.</summary>
    public IReadOnlyList<ResourceList> Requests { get; init; } = [];

    /// <summary>Mean usage of its pods; null before the first metrics.</summary>
    public ResourceList? Usage { get; init; }

    /// <summary>The recommended target; null before the first recommendation.</summary>
    public ResourceList? Target { get; init; }

    /// <summary>Evictions by the updater so far.</summary>
    public int Evictions { get; init; }

    /// <summary>Kills for want of memory so far.</summary>
    public int OutOfMemoryKills { get; init; }

    /// <summary>Pods that came up with recommended requests so far.</summary>
    public int PodsUpdatedAtCreation { get; init; }

    /// <summary>What was done, in words.</summary>
    public string Done => string.Join(", ", new[]
    {
        OutOfMemoryKills > 0 ? $"{OutOfMemoryKills} killed for memory" : "",
        Evictions > 0 ? $"{Evictions} evicted" : "",
        PodsUpdatedAtCreation > 0 ? $"{PodsUpdatedAtCreation} came up with new requests" : "",
    }.Where(t => t.Length > 0)) is { Length: > 0 } text ? text : "nothing: its requests are within bounds";
}
