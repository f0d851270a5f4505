namespace Vpa.Simulation.Usage;

/// <summary>Another shape with seeded noise on top; noise may be put on noise.</summary>
/// <param name="Inner">The shape that is disturbed.</param>
/// <param name="Fraction">Largest relative deviation, 0 to 1.</param>
internal sealed record NoisyShape(UsageShape Inner, double Fraction) : UsageShape
{
    /// <summary>How long one deviation lasts: the interval at which metrics-server scrapes by default.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public override TimeSpan? FinishesAfter => Inner.FinishesAfter;

    /// <inheritdoc/>
    public override double At(UsageInstant instant)
    {
        var seed = SeededHash.Of(instant.Seed, instant.Wall.UtcTicks / Grain.Ticks);
        // The mean of two uniform values is more often near the middle than at the ends.
        var middle = (SeededHash.UnitInterval(seed) + SeededHash.UnitInterval(SeededHash.Of(seed, 1))) / 2;
        var inner = Inner.At(instant with { Seed = SeededHash.Of(instant.Seed, "inner") });
        return Math.Max(0, inner * (1 + (Fraction * ((2 * middle) - 1))));
    }
}
