using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>A controlled pod that is left alone, and why.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Refusal">Why.</param>
public readonly record struct RefusedPod(Pod Pod, UpdateRefusal Refusal);
