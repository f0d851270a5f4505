namespace Vpa.Simulation.Usage;

/// <summary>Works at a level for a time and then has finished, as the container of a Job does.</summary>
/// <param name="Level">The level while working.</param>
/// <param name="Duration">How long the work takes after the start.</param>
internal sealed record BatchShape(double Level, TimeSpan Duration) : UsageShape
{
    /// <inheritdoc/>
    public override TimeSpan? FinishesAfter => Duration;

    /// <inheritdoc/>
    public override double At(UsageInstant instant) => instant.SinceStart < Duration ? Level : 0;
}
