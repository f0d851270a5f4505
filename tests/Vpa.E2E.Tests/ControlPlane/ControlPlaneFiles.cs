using System.Security.Cryptography;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>Keys, certificates and tokens of one control plane, as files below one folder.</summary>
internal sealed class ControlPlaneFiles
{
    public const string FrontProxyName = "front-proxy-client";

    /// <summary>Who did what, and whether RBAC let them; of the components only, and without the objects.</summary>
    private const string Audited = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
          - level: Metadata
            userGroups: ["system:serviceaccounts:kube-system", "system:serviceaccounts:vpa-chart"]
          - level: None
        """;

    private ControlPlaneFiles(string folder) => Folder = folder;

    public string Folder { get; }

    public required string CaPem { get; init; }

    public string AdminToken { get; } = RandomToken();

    public string ControllerManagerToken { get; } = RandomToken();

    public string Ca => In("ca.crt");

    public string ServerCertificate => In("apiserver.crt");

    public string ServerKey => In("apiserver.key");

    public string ServiceAccountKey => In("service-account.key");

    public string ServiceAccountPublicKey => In("service-account.pub");

    public string FrontProxyCa => In("front-proxy-ca.crt");

    public string FrontProxyCertificate => In("front-proxy.crt");

    public string FrontProxyKey => In("front-proxy.key");

    public string Tokens => In("tokens.csv");

    public string AuditPolicy => In("audit-policy.yaml");

    public string AuditLog => In("audit.log");

    public static ControlPlaneFiles Write(string folder)
    {
        using var ca = new CertificateAuthority("test-ca");
        using var frontProxyCa = new CertificateAuthority("test-front-proxy-ca");
        var server = ca.Issue("kube-apiserver", "kubernetes", "kubernetes.default", "kubernetes.default.svc");
        var frontProxy = frontProxyCa.Issue(FrontProxyName);
        var files = new ControlPlaneFiles(folder) { CaPem = ca.Pem };
        using var signingKey = RSA.Create(2048);
        foreach (var (path, content) in new[]
        {
            (files.Ca, ca.Pem),
            (files.ServerCertificate, server.CertificatePem),
            (files.ServerKey, server.KeyPem),
            (files.ServiceAccountKey, signingKey.ExportRSAPrivateKeyPem()),
            (files.ServiceAccountPublicKey, signingKey.ExportSubjectPublicKeyInfoPem()),
            (files.FrontProxyCa, frontProxyCa.Pem),
            (files.FrontProxyCertificate, frontProxy.CertificatePem),
            (files.FrontProxyKey, frontProxy.KeyPem),
            (files.AuditPolicy, Audited),
            (files.Tokens, $"{files.AdminToken},admin,1,\"system:masters\"\n{files.ControllerManagerToken},system:kube-controller-manager,2\n"),
        })
        {
            File.WriteAllText(path, content + "\n");
        }

        return files;
    }

    private static string RandomToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private string In(string name) => Path.Combine(Folder, name);
}
