namespace Vpa.Testing;

/// <summary>The instants tests count from.</summary>
public static class AnInstant
{
    /// <summary>A Monday noon in UTC, on no boundary of half-lives.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
}
