using System.Collections.Immutable;
using Vpa.Domain.Histograms;

namespace Vpa.Domain.Usage;

/// <summary>
/// The exact state of an aggregate, for the database: restoring it and going on gives the same numbers as never having stopped. It is immutable
/// and may be written by another thread.
/// </summary>
public sealed record AggregateSnapshot
{
    /// <summary>Whose usage it is.</summary>
    public required AggregateKey Key { get; init; }

    /// <summary>The aggregate's version when this was taken, to be handed to <see cref="ContainerAggregate.MarkSaved"/>; not persisted.</summary>
    public long Version { get; init; }

    /// <summary>CPU usage.</summary>
    public required HistogramSnapshot Cpu { get; init; }

    /// <summary>Memory peaks, those of unfinished windows included.</summary>
    public required HistogramSnapshot Memory { get; init; }

    /// <summary>Instant of the earliest CPU sample; null without one.</summary>
    public DateTimeOffset? FirstSample { get; init; }

    /// <summary>Instant of the latest CPU sample; null without one.</summary>
    public DateTimeOffset? LastSample { get; init; }

    /// <summary>Number of CPU samples.</summary>
    public long SampleCount { get; init; }

    /// <summary>When the aggregate was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The windows of live containers, by pod name in byte order.</summary>
    public ImmutableArray<UsageWindowSnapshot> Windows { get; init; } = [];

    /// <summary>Whether both hold the same state; the version does not count.</summary>
    public bool Equals(AggregateSnapshot? other) => other is not null
        && Key == other.Key
        && Cpu.Equals(other.Cpu)
        && Memory.Equals(other.Memory)
        && (FirstSample, LastSample, SampleCount, CreatedAt) == (other.FirstSample, other.LastSample, other.SampleCount, other.CreatedAt)
        && Windows.AsSpan().SequenceEqual(other.Windows.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, SampleCount, LastSample, CreatedAt);
}
