namespace Vpa.Storage.Exchange;

/// <summary>An export as a whole.</summary>
internal sealed record ExportedHistories
{
    public required string Format { get; init; }

    public required int Version { get; init; }

    public DateTimeOffset? ExportedAt { get; init; }

    public required IReadOnlyList<ExportedHistory> Histories { get; init; }
}
