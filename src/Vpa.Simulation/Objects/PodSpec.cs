namespace Vpa.Simulation.Objects;

/// <summary>The parts of a pod's spec that scheduling and running need.</summary>
internal sealed record PodSpec
{
    public string? NodeName { get; init; }

    public string? SchedulerName { get; init; }

    public string? RestartPolicy { get; init; }

    public Dictionary<string, string>? NodeSelector { get; init; }

    public Affinity? Affinity { get; init; }

    public IReadOnlyList<Container> Containers { get; init; } = [];

    public IReadOnlyList<Container>? InitContainers { get; init; }
}
