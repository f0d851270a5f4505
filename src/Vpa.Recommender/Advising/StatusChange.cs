using Vpa.Domain.Policies;

namespace Vpa.Recommender.Advising;

/// <summary>A status to be written.</summary>
/// <param name="Vpa">The VPA with its former status.</param>
/// <param name="Status">The new one.</param>
internal readonly record struct StatusChange(VerticalPodAutoscaler Vpa, VpaStatus Status);
