using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Certificates;

/// <summary>A folder of certificate files, as an operator fills it.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-certificates-").FullName;

    public string CaPath => Path.Combine(_folder, "ca.pem");

    public string KeyPath => Path.Combine(_folder, "key.pem");

    public CertificateFileOptions Options => new() { CertificatePath = Path.Combine(_folder, "cert.pem"), KeyPath = KeyPath, CaPath = CaPath, IsRegistering = true };

    /// <summary>Makes a CA and a certificate for localhost, good now.</summary>
    public static CertificatePair Issue(string authorityName, TimeProvider clock)
    {
        using var authority = CertificateAuthority.Create(authorityName, clock.GetUtcNow(), TimeSpan.FromDays(365));
        return authority.IssueServerCertificate(["localhost"], clock.GetUtcNow(), TimeSpan.FromDays(90));
    }

    public void Write(CertificatePair pair)
    {
        WriteServer(pair);
        WriteCa(pair.CaPem);
    }

    public void WriteServer(CertificatePair pair) => WriteServer(pair.Server.ExportCertificatePem(), pair.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

    public void WriteServer(string certificatesPem, string keyPem)
    {
        File.WriteAllText(Options.CertificatePath, certificatesPem);
        File.WriteAllText(KeyPath, keyPem);
    }

    public void Write(string certificatesPem, string keyPem, string caPem)
    {
        WriteServer(certificatesPem, keyPem);
        WriteCa(caPem);
    }

    /// <summary>Writes the CA file; null takes it away.</summary>
    public void WriteCa(string? text)
    {
        File.Delete(CaPath);
        if (text is not null)
        {
            File.WriteAllText(CaPath, text);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
