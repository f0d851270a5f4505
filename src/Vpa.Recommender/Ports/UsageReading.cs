using System.Collections.Immutable;

namespace Vpa.Recommender.Ports;

/// <summary>One listing of usage.</summary>
/// <param name="Pods">The pods that had usable metrics.</param>
/// <param name="Unreadable">How many pods or values were left out because they could not be read.</param>
/// <param name="Fault">What was wrong with the first of those, in words for an operator; null when nothing was.</param>
public sealed record UsageReading(ImmutableArray<PodUsage> Pods, int Unreadable, string? Fault = null);
