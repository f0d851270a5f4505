using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>A container was killed for want of memory (R123 to R125).</summary>
/// <param name="Pod">Namespace and name of the pod.</param>
/// <param name="Container">The container's name.</param>
/// <param name="At">When it ended.</param>
/// <param name="MemoryBytes">The amount reported with it, in bytes: its request, or the usage an eviction event gives.</param>
/// <param name="RequestFoundIn">Where the request was found; null when none was looked up.</param>
public sealed record OutOfMemoryObservation(
    NamespacedName Pod, string Container, DateTimeOffset At, long MemoryBytes, RequestSource? RequestFoundIn = null);
