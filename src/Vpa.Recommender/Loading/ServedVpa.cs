using Vpa.Domain.Policies;

namespace Vpa.Recommender.Loading;

/// <summary>A VPA this recommender serves in the current cycle.</summary>
/// <param name="Vpa">The object as loaded.</param>
/// <param name="Target">What is known about its target.</param>
internal readonly record struct ServedVpa(VerticalPodAutoscaler Vpa, TargetCheck Target);
