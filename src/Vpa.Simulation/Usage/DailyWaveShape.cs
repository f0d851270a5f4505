namespace Vpa.Simulation.Usage;

/// <summary>A cosine between two levels that follows the wall clock, e.g. the traffic of a day.</summary>
/// <param name="Low">The level half a period away from the peak.</param>
/// <param name="High">The level at the peak.</param>
/// <param name="PeakAt">Time of the peak after 0:00 UTC.</param>
/// <param name="Period">Length of a wave, positive; 24 hours for a day.</param>
internal sealed record DailyWaveShape(double Low, double High, TimeSpan PeakAt, TimeSpan Period) : UsageShape
{
    /// <inheritdoc/>
    public override double At(UsageInstant instant)
    {
        // Whole ticks are reduced first: a float of ticks since year 1 would lose seconds.
        var intoPeriod = (instant.Wall.UtcTicks - PeakAt.Ticks) % Period.Ticks;
        var phase = 2 * Math.PI * intoPeriod / Period.Ticks;
        return Low + ((High - Low) * (1 + Math.Cos(phase)) / 2);
    }
}
