using Vpa.Domain.Quantities;

namespace Vpa.Domain.Usage;

/// <summary>The exact state of a live container's window, for the database (R43). A null instant is unset.</summary>
/// <param name="Pod">Name of the pod in the workload's namespace.</param>
/// <param name="LastCpuSample">Instant of the latest CPU sample.</param>
/// <param name="LastMemorySample">Instant of the latest memory sample.</param>
/// <param name="WindowEnd">End of the current memory window.</param>
/// <param name="MemoryPeak">Greatest usage in the window.</param>
/// <param name="OutOfMemoryPeak">Greatest need after an OOM in the window.</param>
public sealed record UsageWindowSnapshot(
    string Pod,
    DateTimeOffset? LastCpuSample,
    DateTimeOffset? LastMemorySample,
    DateTimeOffset? WindowEnd,
    MemoryAmount MemoryPeak,
    MemoryAmount OutOfMemoryPeak);
