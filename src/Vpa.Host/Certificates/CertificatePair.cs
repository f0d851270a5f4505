using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>A server certificate with its key, and the CA that signed it.</summary>
/// <param name="Server">The server certificate with its private key.</param>
/// <param name="CaPem">The CA bundle, PEM.</param>
internal sealed record CertificatePair(X509Certificate2 Server, string CaPem);
