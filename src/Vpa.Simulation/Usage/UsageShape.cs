namespace Vpa.Simulation.Usage;

/// <summary>How the usage of one resource by one container goes over time: a pure function.</summary>
/// <remarks>Levels are in the resource's smallest unit: nanocores for CPU, bytes for memory.</remarks>
internal abstract record UsageShape
{
    /// <summary>When the container has done its work and exits with code 0; null when it runs for ever.</summary>
    public virtual TimeSpan? FinishesAfter => null;

    /// <summary>The usage at an instant; never negative.</summary>
    public abstract double At(UsageInstant instant);
}
