namespace Vpa.Storage.Exchange;

/// <summary>An open memory-peak window in an export.</summary>
internal sealed record ExportedWindow
{
    public required string Pod { get; init; }

    public DateTimeOffset? LastCpuSample { get; init; }

    public DateTimeOffset? LastMemorySample { get; init; }

    public DateTimeOffset? WindowEnd { get; init; }

    public required long MemoryPeakBytes { get; init; }

    public required long OutOfMemoryPeakBytes { get; init; }
}
