namespace Vpa.Storage.Exchange;

/// <summary>A decaying histogram in an export: weights of consecutive buckets, every bit of them.</summary>
internal sealed record ExportedHistogram
{
    public DateTimeOffset? ReferenceTimestamp { get; init; }

    public required int FirstBucket { get; init; }

    public required double[] Weights { get; init; }

    public required double TotalWeight { get; init; }
}
