using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>A server certificate from files: with its key, with the intermediate certificates that clients need, and ready to be served.</summary>
/// <remarks>A class, not a record: a record would print the text, and with it the key.</remarks>
internal sealed class ServerCertificate : IDisposable
{
    // What .NET and OpenSSL can serve; Ed25519, which Go can, is not among it.
    private static readonly string[] KeyAlgorithms = ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.2.1"];

    private readonly string _certificatesPem;
    private readonly string _keyPem;

    private ServerCertificate(string certificatesPem, string keyPem, SslStreamCertificateContext context) =>
        (_certificatesPem, _keyPem, Context) = (certificatesPem, keyPem, context);

    /// <summary>What handshakes send.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate => Context.TargetCertificate;

    /// <summary>Reads the certificate, which has to be the first, and those that lead from it to the CA.</summary>
    /// <exception cref="CryptographicException">The texts are no certificate and key that fit together.</exception>
    public static ServerCertificate FromPem(string certificatesPem, string keyPem)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificatesPem);
        try
        {
            if (all.FirstOrDefault()?.PublicKey.Oid is { } algorithm && !KeyAlgorithms.Contains(algorithm.Value, StringComparer.Ordinal))
            {
                throw new CryptographicException($"its key is of the algorithm {algorithm.FriendlyName ?? algorithm.Value}; supported are RSA and ECDSA");
            }

            var leaf = X509Certificate2.CreateFromPem(certificatesPem, keyPem);
            return new(certificatesPem, keyPem, SslStreamCertificateContext.Create(leaf, all, offline: true));
        }
        finally
        {
            foreach (var certificate in all)
            {
                certificate.Dispose(); // The context has copies of those that it sends.
            }
        }
    }

    /// <summary>Whether it was read from these texts.</summary>
    public bool IsOf(string certificatesPem, string keyPem) => _certificatesPem == certificatesPem && _keyPem == keyPem;

    /// <summary>Whether somebody who trusts CA certificates trusts this one; an expired certificate still counts, as that is another question.</summary>
    public bool ChainsToOneOf(string caPem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(caPem);
        try
        {
            // One by one: an old and a new CA often have the same name, of which a search by name finds but one.
            return authorities.Any(ChainsTo);
        }
        finally
        {
            foreach (var authority in authorities)
            {
                authority.Dispose();
            }
        }
    }

    /// <summary>Ends the use of the key; handshakes with it have to be over.</summary>
    public void Dispose() => Certificate.Dispose();

    private bool ChainsTo(X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.AddRange(Context.IntermediateCertificates.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // API servers, as all of Go, are content with an intermediate CA that is named as trusted; so whether there is a root is not asked.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid | X509VerificationFlags.AllowUnknownCertificateAuthority;
        return chain.Build(Certificate) && chain.ChainElements.Any(e => e.Certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span));
    }
}
