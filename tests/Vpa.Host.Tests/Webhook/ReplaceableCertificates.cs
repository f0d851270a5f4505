using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Webhook;

/// <summary>A source whose certificate a test replaces.</summary>
internal sealed class ReplaceableCertificates(CertificatePair pair) : IServerCertificateSource
{
    public CertificatePair Pair { get; set; } = pair;

    public X509Certificate2 Current => Pair.Server;

    public string CaPem => Pair.CaPem;
}
