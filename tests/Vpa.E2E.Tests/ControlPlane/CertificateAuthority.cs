using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>A throw-away CA (EC P-256) that signs server and client certificates.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    // A machine whose clock is a little behind must still accept what was just made.
    private readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddHours(-1);
    private readonly X509Certificate2 _certificate;

    public CertificateAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(_from, _from.AddDays(30));
    }

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Signs a certificate for <paramref name="commonName"/>, for the DNS names given, localhost and 127.0.0.1.</summary>
    public (string CertificatePem, string KeyPem) Issue(string commonName, params string[] dnsNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuth), new Oid(ClientAuth)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        foreach (var name in dnsNames.Append("localhost"))
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(_certificate, _from, _from.AddDays(20), RandomNumberGenerator.GetBytes(16));
        return (signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _certificate.Dispose();
}
