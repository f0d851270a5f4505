using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Webhook;

/// <summary>A source whose certificate a test replaces.</summary>
internal sealed class ReplaceableCertificates(CertificatePair pair) : IServerCertificateSource
{
    private (CertificatePair Pair, SslStreamCertificateContext Context) _served = (pair, ContextOf(pair));

    public CertificatePair Pair
    {
        get => _served.Pair;
        set => _served = (value, ContextOf(value));
    }

    public X509Certificate2 Current => _served.Pair.Server;

    public SslStreamCertificateContext Context => _served.Context;

    public string CaPem => _served.Pair.CaPem;

    private static SslStreamCertificateContext ContextOf(CertificatePair pair) => SslStreamCertificateContext.Create(pair.Server, null, offline: true);
}
