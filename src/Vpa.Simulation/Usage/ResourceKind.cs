namespace Vpa.Simulation.Usage;

/// <summary>The resources that have a usage.</summary>
internal enum ResourceKind
{
    /// <summary>CPU, counted in nanocores.</summary>
    Cpu,

    /// <summary>Memory, counted in bytes.</summary>
    Memory,
}
