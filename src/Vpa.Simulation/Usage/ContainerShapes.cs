namespace Vpa.Simulation.Usage;

/// <summary>The shapes that one container follows; null where the script says nothing about the resource.</summary>
internal sealed record ContainerShapes(UsageShape? Cpu, UsageShape? Memory)
{
    /// <summary>When the container exits with code 0: as soon as either resource's work is done.</summary>
    public TimeSpan? FinishesAfter =>
        (Cpu?.FinishesAfter, Memory?.FinishesAfter) switch
        {
            ({ } cpu, { } memory) => cpu < memory ? cpu : memory,
            var (cpu, memory) => cpu ?? memory,
        };
}
