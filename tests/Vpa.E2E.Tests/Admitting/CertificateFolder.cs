using Vpa.E2E.Tests.ControlPlane;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>Certificates as an operator keeps them in files; each file is replaced at once, as a Kubernetes volume does it.</summary>
internal sealed class CertificateFolder(string folder)
{
    public CertificateAuthority Authority { get; private set; } = new("webhook-ca-1");

    public IEnumerable<string> Flags =>
        [$"--tls-cert-file={In("serverCert.pem")}", $"--tls-private-key={In("serverKey.pem")}", $"--client-ca-file={In("caCert.pem")}"];

    /// <summary>Makes another CA; no file changes yet.</summary>
    public CertificateAuthority NewAuthority() => Authority = new("webhook-ca-2");

    public void WriteCa(string pem) => Replace("caCert.pem", pem);

    public void WriteServer(CertificateAuthority authority)
    {
        var (certificate, key) = authority.Issue("localhost");
        Replace("serverKey.pem", key);
        Replace("serverCert.pem", certificate);
    }

    private string In(string name) => Path.Combine(folder, name);

    private void Replace(string name, string text)
    {
        File.WriteAllText(In(name) + ".new", text);
        File.Move(In(name) + ".new", In(name), overwrite: true);
    }
}
