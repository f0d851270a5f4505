namespace Vpa.Storage.Exchange;

/// <summary>The history of one container in an export.</summary>
internal sealed record ExportedHistory
{
    public required string Namespace { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string Container { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FirstSample { get; init; }

    public DateTimeOffset? LastSample { get; init; }

    public required long SampleCount { get; init; }

    public required ExportedHistogram Cpu { get; init; }

    public required ExportedHistogram Memory { get; init; }

    public IReadOnlyList<ExportedWindow>? Windows { get; init; }
}
