namespace Vpa.Kubernetes.Wire;

/// <summary>A <c>Status</c> object: what the API server says went wrong.</summary>
internal sealed class WireStatus
{
    public int? Code { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public WireStatusDetails? Details { get; set; }
}
