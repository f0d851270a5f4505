using Vpa.Domain.Usage;

namespace Vpa.Recommender.Ports;

/// <summary>What was stored.</summary>
/// <param name="Aggregates">Everything that could be read.</param>
/// <param name="Dropped">How many aggregates were damaged beyond reading.</param>
/// <param name="SetAside">Where a damaged file was moved; null when it was sound.</param>
public sealed record StoredHistory(IReadOnlyList<AggregateSnapshot> Aggregates, int Dropped = 0, string? SetAside = null);
