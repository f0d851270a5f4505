using System.Security.Cryptography.X509Certificates;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Clusters;

/// <summary>What can be said of the manifests and the certificate script without a cluster.</summary>
public sealed class ManifestTests
{
    [SkippableFact] // D16, section 6
    public async Task The_top_level_kustomization_renders_every_component()
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        var rendered = (await new Kubectl("/dev/null").RunAsync("kustomize", Path.Combine(Manifests.Root, "deploy"))).Expected();
        var kinds = rendered.Split('\n').Where(l => l.StartsWith("kind: ", StringComparison.Ordinal)).CountBy(l => l["kind: ".Length..]).ToDictionary();
        Assert.Equal(2, kinds["CustomResourceDefinition"]);
        Assert.Equal(3, kinds["Deployment"]);
        Assert.Equal(3, kinds["PodDisruptionBudget"]);
        Assert.Equal(3, kinds["ServiceAccount"]);
        Assert.Equal(1, kinds["Service"]);
        Assert.Equal(1, kinds["PersistentVolumeClaim"]);
        Assert.DoesNotContain("kind: MutatingWebhookConfiguration", rendered, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_certificate_script_makes_a_server_certificate_for_the_webhooks_names()
    {
        Skip.If(Programs.Find("openssl") is null, "no openssl on PATH");
        var folder = Directory.CreateTempSubdirectory("vpa-certs-").FullName;
        try
        {
            await GenerateAsync(folder, "--host", "localhost", "--ip", "127.0.0.1");
            using var first = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "serverCert.pem"));
            Assert.All(
                ["vpa-webhook.kube-system.svc", "vpa-webhook.kube-system.svc.cluster.local", "localhost", "127.0.0.1"],
                name => Assert.True(first.MatchesHostname(name), name));
            Assert.True(IsSignedBy(first, Path.Combine(folder, "caCert.pem")));
            Assert.False(IsReadableByOthers(Path.Combine(folder, "serverKey.pem")));

            await GenerateAsync(folder);
            using var second = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "serverCert.pem"));
            Assert.NotEqual(first.SerialNumber, second.SerialNumber);
            Assert.True(IsSignedBy(first, Path.Combine(folder, "caCert.pem")), "The CA was replaced though it was there.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs webhook-certs/gencerts.sh with the files going to <paramref name="folder"/>.</summary>
    internal static async Task GenerateAsync(string folder, params IEnumerable<string> arguments)
    {
        var script = Path.Combine(Manifests.Root, "webhook-certs", "gencerts.sh");
        await using var process = ChildProcess.Start("gencerts.sh", "bash", [script, "--out", folder, .. arguments], Path.Combine(folder, "gencerts.log"));
        var code = await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(code == 0, $"gencerts.sh: exit code {code}\n{process.Tail}");
    }

    private static bool IsReadableByOthers(string path) =>
        (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None;

    private static bool IsSignedBy(X509Certificate2 certificate, string caPath)
    {
        using var ca = X509CertificateLoader.LoadCertificateFromFile(caPath);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        return chain.Build(certificate);
    }
}
