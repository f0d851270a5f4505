namespace Vpa.Kubernetes.Wire;

/// <summary>Details of a <see cref="WireStatus"/>.</summary>
internal sealed class WireStatusDetails
{
    public int RetryAfterSeconds { get; set; }

    public WireStatusCause[]? Causes { get; set; }
}
