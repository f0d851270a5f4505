namespace Vpa.Simulation.Usage;

/// <summary>A base level with one short burst in every interval, at a seeded moment of it.</summary>
/// <param name="Base">The level outside a burst.</param>
/// <param name="Peak">The level within a burst.</param>
/// <param name="Every">Length of an interval, positive.</param>
/// <param name="Duration">Length of a burst, at most <paramref name="Every"/>.</param>
internal sealed record SpikeShape(double Base, double Peak, TimeSpan Every, TimeSpan Duration) : UsageShape
{
    /// <inheritdoc/>
    public override double At(UsageInstant instant)
    {
        var (interval, into) = Math.DivRem(instant.Wall.UtcTicks, Every.Ticks);
        var begins = (long)(SeededHash.UnitInterval(SeededHash.Of(instant.Seed, interval)) * (Every.Ticks - Duration.Ticks));
        return into >= begins && into < begins + Duration.Ticks ? Peak : Base;
    }
}
