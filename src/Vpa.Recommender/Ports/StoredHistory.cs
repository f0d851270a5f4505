using Vpa.Domain.Usage;

namespace Vpa.Recommender.Ports;

/// <summary>What was stored.</summary>
/// <param name="Aggregates">Everything that could be read.</param>
/// <param name="Dropped">How many aggregates were damaged beyond reading.</param>
public sealed record StoredHistory(IReadOnlyList<AggregateSnapshot> Aggregates, int Dropped = 0)
{
    /// <summary>How many aggregates the file had lost and a second copy still had.</summary>
    public int Restored { get; init; }

    /// <summary>Where a damaged file was moved; null when it was sound.</summary>
    public string? SetAside { get; init; }

    /// <summary>Whether the store holds all of them; false when it must be handed them again, since it could not be repaired.</summary>
    public bool IsStored { get; init; } = true;
}
