namespace Vpa.Simulation.Usage;

/// <summary>Grows steadily from a base since the container started; a restart begins at the base again.</summary>
/// <param name="Base">The level at start.</param>
/// <param name="PerHour">Growth per hour.</param>
/// <param name="UpTo">The level at which growth ends; null when it never does.</param>
internal sealed record LeakShape(double Base, double PerHour, double? UpTo) : UsageShape
{
    /// <inheritdoc/>
    public override double At(UsageInstant instant) =>
        Math.Min(Base + (PerHour * instant.SinceStart.TotalHours), UpTo ?? double.MaxValue);
}
