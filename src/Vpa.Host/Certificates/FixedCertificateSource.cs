using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>A certificate that does not change.</summary>
/// <param name="pair">The certificate and its CA.</param>
internal sealed class FixedCertificateSource(CertificatePair pair) : IServerCertificateSource
{
    /// <inheritdoc/>
    public X509Certificate2 Current => pair.Server;

    /// <inheritdoc/>
    public string CaPem => pair.CaPem;
}
