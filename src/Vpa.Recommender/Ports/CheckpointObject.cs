using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>A <c>VerticalPodAutoscalerCheckpoint</c> (R36).</summary>
/// <param name="Key">Namespace and name of the object.</param>
/// <param name="Vpa">Name of the VPA (<c>spec.vpaObjectName</c>), in the same namespace.</param>
/// <param name="Container">Name of the container (<c>spec.containerName</c>).</param>
/// <param name="Status">The history; null when it was not asked for, is missing or cannot be read.</param>
/// <param name="Problem">Why the history cannot be read; null when it can.</param>
public sealed record CheckpointObject(NamespacedName Key, string Vpa, string Container, AggregateCheckpoint? Status = null, string? Problem = null);
