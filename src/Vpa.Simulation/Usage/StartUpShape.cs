namespace Vpa.Simulation.Usage;

/// <summary>Begins at a peak, as a runtime that compiles and fills its caches does, and falls linearly to its level.</summary>
/// <param name="Level">The level after the start-up.</param>
/// <param name="Peak">The level at the start.</param>
/// <param name="Duration">How long the start-up takes, positive.</param>
internal sealed record StartUpShape(double Level, double Peak, TimeSpan Duration) : UsageShape
{
    /// <inheritdoc/>
    public override double At(UsageInstant instant)
    {
        var left = 1 - Math.Min(1, instant.SinceStart / Duration);
        return Level + ((Peak - Level) * left);
    }
}
