using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// A P-256 certificate authority and a leaf it signed for the loopback interface. Both are valid from 2000 to 2099, because clients
/// check them with the machine's clock while the server may live in simulated time.
/// </summary>
public sealed class ServingCertificate : IDisposable
{
    private static readonly DateTimeOffset NotBefore = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ServingCertificate(X509Certificate2 leaf, string caPem)
    {
        Leaf = leaf;
        CaCertificatePem = caPem;
    }

    /// <summary>The leaf with its private key.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The authority's certificate, PEM.</summary>
    public string CaCertificatePem { get; }

    /// <summary>Makes a new authority and a leaf for localhost, 127.0.0.1, ::1 and the host names given.</summary>
    public static ServingCertificate Create(params string[] hostNames)
    {
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=vpa-simulation-ca", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        caRequest.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        caRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(caRequest.PublicKey, false));
        using var ca = caRequest.CreateSelfSigned(NotBefore, NotAfter);
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = LeafRequest(leafKey, ca, hostNames).Create(ca, NotBefore, NotAfter, SerialNumber());
        using var withKey = signed.CopyWithPrivateKey(leafKey);
        var leaf = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        return new ServingCertificate(leaf, ca.ExportCertificatePem());
    }

    /// <inheritdoc/>
    public void Dispose() => Leaf.Dispose();

    private static CertificateRequest LeafRequest(ECDsa key, X509Certificate2 ca, string[] hostNames)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var name in hostNames)
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        return request;
    }

    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f; // a positive integer in DER
        serial[0] |= 0x01;
        return serial;
    }
}
