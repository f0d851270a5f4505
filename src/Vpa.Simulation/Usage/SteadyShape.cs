namespace Vpa.Simulation.Usage;

/// <summary>The same level at all times.</summary>
internal sealed record SteadyShape(double Level) : UsageShape
{
    /// <inheritdoc/>
    public override double At(UsageInstant instant) => Level;
}
