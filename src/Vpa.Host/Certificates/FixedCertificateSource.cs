using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>A certificate that does not change.</summary>
/// <param name="context">The certificate and its intermediate certificates.</param>
/// <param name="caPem">The CA bundle, PEM.</param>
internal sealed class FixedCertificateSource(SslStreamCertificateContext context, string caPem) : IServerCertificateSource
{
    /// <summary>A certificate that its CA signed itself.</summary>
    /// <param name="pair">The certificate and its CA.</param>
    public FixedCertificateSource(CertificatePair pair)
        : this(SslStreamCertificateContext.Create(pair.Server, null, offline: true), pair.CaPem)
    {
    }

    /// <inheritdoc/>
    public X509Certificate2 Current => context.TargetCertificate;

    /// <inheritdoc/>
    public SslStreamCertificateContext Context => context;

    /// <inheritdoc/>
    public string CaPem => caPem;
}
