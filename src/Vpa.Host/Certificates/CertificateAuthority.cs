using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>
/// A P-256 certificate authority of our own that signs one kind of leaf: a TLS server certificate for exact host names.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    // Clocks of a cluster's machines differ a little; a certificate must not be "not yet valid" on one that is behind.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private const int LongestCommonName = 64; // RFC 5280, ub-common-name

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The CA certificate.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>When it was made.</summary>
    public DateTimeOffset IssuedAt => IssuedAtOf(_certificate);

    /// <summary>From when it counts.</summary>
    public DateTimeOffset NotBefore => new(_certificate.NotBefore);

    /// <summary>When it ends.</summary>
    public DateTimeOffset NotAfter => new(_certificate.NotAfter);

    /// <summary>Its key, PEM; a secret.</summary>
    public string PrivateKeyPem => PrivateKeyPemOf(_certificate);

    /// <summary>The CA certificate, PEM, without its key.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>Takes up an authority that was made before.</summary>
    /// <exception cref="CryptographicException">The texts are no certificate and key that fit together.</exception>
    public static CertificateAuthority Load(string certificatePem, string privateKeyPem) => new(X509Certificate2.CreateFromPem(certificatePem, privateKeyPem));

    /// <summary>When a certificate made here was made.</summary>
    public static DateTimeOffset IssuedAtOf(X509Certificate2 certificate) => new DateTimeOffset(certificate.NotBefore) + ClockSkew;

    /// <summary>The key of a certificate made here, PEM; a secret.</summary>
    /// <exception cref="CryptographicException">It has no EC key.</exception>
    public static string PrivateKeyPemOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The certificate has no EC private key.");
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>The DNS names and IP addresses that a certificate is for.</summary>
    public static IEnumerable<string> HostsOf(X509Certificate2 certificate) => certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(a => a.ToString())));

    /// <summary>Makes an authority that can only sign leaves (path length 0).</summary>
    /// <param name="name">The common name.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="lifetime">How long it is valid.</param>
    public static CertificateAuthority Create(string name, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new(request.CreateSelfSigned(now - ClockSkew, now + lifetime));
    }

    /// <summary>Signs a server certificate for host names (DNS names or IP addresses); it is valid only while the authority is.</summary>
    public CertificatePair IssueServerCertificate(IReadOnlyList<string> hosts, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0][..Math.Min(hosts[0].Length, LongestCommonName)]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(AlternativeNames(hosts));
        // Within the authority's time, also where its maker's clock is ahead of ours.
        var (from, until) = (now - ClockSkew, now + lifetime);
        using var signed = request.Create(
            _certificate, from > NotBefore ? from : NotBefore, until < NotAfter ? until : NotAfter, RandomSerial());
        return new(signed.CopyWithPrivateKey(key), CertificatePem);
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static X509Extension AlternativeNames(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (System.Net.IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }

    private static byte[] RandomSerial()
    {
        // RFC 5280 4.1.2.2: a positive integer of at most 20 octets; the first bit clear keeps it positive, the second set keeps its length.
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }
}
