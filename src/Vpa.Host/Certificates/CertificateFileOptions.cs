namespace Vpa.Host.Certificates;

/// <summary>Where certificate files are, and what for.</summary>
internal sealed record CertificateFileOptions
{
    /// <summary>Server certificate, followed by the intermediate ones if there are any; PEM.</summary>
    public required string CertificatePath { get; init; }

    /// <summary>Its key, PEM.</summary>
    public required string KeyPath { get; init; }

    /// <summary>CA certificates, PEM; needed only where this program registers the webhook, so the file may be missing.</summary>
    public required string CaPath { get; init; }

    /// <summary>Whether this program registers the webhook with these CA certificates (A29), and not somebody else (A35).</summary>
    public required bool IsRegistering { get; init; }
}
