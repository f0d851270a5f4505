using Vpa.Domain.Admitting;
using Vpa.Kubernetes.Admitting;

namespace Vpa.Host.Webhook;

/// <summary>Settings of the admission controller.</summary>
internal sealed record AdmissionComponentOptions
{
    /// <summary>The server.</summary>
    public WebhookServerOptions Server { get; init; } = new();

    /// <summary>How pods are decided.</summary>
    public PodAdmissionOptions Pods { get; init; } = new();

    /// <summary>How the webhook is registered, given the port it listens on; null when somebody else does it (A35).</summary>
    public Func<int, WebhookRegistrationOptions>? Registration { get; init; }

    /// <summary>The status lease.</summary>
    public required StatusLeaseOptions Lease { get; init; }

    /// <summary>How long no request may have come before the webhook stops listening: the Service in front sends ever fewer after the order to stop.</summary>
    /// <value>Default: it stops at once.</value>
    public TimeSpan DrainQuiet { get; init; }
}
