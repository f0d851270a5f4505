using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>The certificate that new TLS handshakes use.</summary>
internal interface IServerCertificateSource
{
    /// <summary>The certificate with its key.</summary>
    X509Certificate2 Current { get; }

    /// <summary>The CA bundle to register with the API server, PEM.</summary>
    string CaPem { get; }
}
