using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Tests.Certificates;

/// <summary>A server certificate for localhost that a root CA signed by way of an intermediate one.</summary>
internal sealed class CertificateChain
{
    private readonly X509Certificate2 _intermediate;
    private readonly X509Certificate2 _server;

    public CertificateChain()
    {
        using var root = Issue("root", null, isAuthority: true);
        _intermediate = Issue("intermediate", root, isAuthority: true);
        _server = Issue("localhost", _intermediate, isAuthority: false);
        RootPem = root.ExportCertificatePem() + "\n";
    }

    public string RootPem { get; }

    public string SerialNumber => _server.SerialNumber;

    /// <summary>The server certificate, then the intermediate one, as cert-manager writes tls.crt.</summary>
    public string ServerPem => _server.ExportCertificatePem() + "\n" + _intermediate.ExportCertificatePem() + "\n";

    public string IntermediatePem => _intermediate.ExportCertificatePem() + "\n";

    public string KeyPem => _server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer, bool isAuthority)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(3));
        }

        using var signed = request.Create(issuer, new DateTimeOffset(issuer.NotBefore), new DateTimeOffset(issuer.NotAfter), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
