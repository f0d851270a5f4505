using System.Net;

namespace Vpa.Host.Webhook;

/// <summary>Where and how the webhook is served.</summary>
internal sealed record WebhookServerOptions
{
    /// <summary>The address; null, the default, means every interface.</summary>
    public IPAddress? Host { get; init; }

    /// <summary>The port; 0 lets the system choose.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>Whether TLS 1.2 is refused.</summary>
    public bool OnlyTls13 { get; init; }

    /// <summary>The cipher suites of TLS 1.2.</summary>
    public TlsCipherList Ciphers { get; init; } = TlsCipherList.Default;

    /// <summary>How much is taken on at once.</summary>
    public RequestLimits Limits { get; init; } = new();

    /// <summary>Log verbosity on upstream's scale.</summary>
    public int Verbosity { get; init; }
}
