namespace Vpa.Kubernetes.Wire;

/// <summary>One cause of a <see cref="WireStatus"/>.</summary>
internal sealed class WireStatusCause
{
    public string? Reason { get; set; }

    public string? Message { get; set; }

    public string? Field { get; set; }
}
