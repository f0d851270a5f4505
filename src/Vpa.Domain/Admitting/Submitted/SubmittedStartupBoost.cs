namespace Vpa.Domain.Admitting.Submitted;

/// <summary>A start-up boost.</summary>
/// <param name="Cpu">The CPU boost.</param>
public sealed record SubmittedStartupBoost(SubmittedCpuBoost? Cpu);
