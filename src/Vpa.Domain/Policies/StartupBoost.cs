namespace Vpa.Domain.Policies;

/// <summary>A start-up boost; <c>{}</c> is present but boosts nothing (A131).</summary>
/// <param name="Cpu">The CPU boost, if any.</param>
public sealed record StartupBoost(CpuStartupBoost? Cpu);
