using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>A VPA that takes part in a run.</summary>
/// <param name="Vpa">The VPA.</param>
/// <param name="Selector">The pods its target selects (U24).</param>
public sealed record ParticipatingVpa(VerticalPodAutoscaler Vpa, LabelSelector Selector);
