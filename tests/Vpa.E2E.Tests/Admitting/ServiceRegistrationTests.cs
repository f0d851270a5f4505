using System.Globalization;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>Registration by Service, as the manifests install it, with a real API server that completes what it is given.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class ServiceRegistrationTests(ControlPlaneFixture controlPlane)
{
    private const string Configuration = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableFact] // A29, A31; unlike A30, which deletes and creates it anew (Q17)
    public async Task A_second_start_finds_the_registration_as_it_should_be_and_changes_nothing()
    {
        var cluster = controlPlane.Require();
        var kubectl = await Installation.InstallAsync(cluster);
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "registered-by-service")).FullName;
        var certificates = new CertificateFolder(folder);
        certificates.WriteCa(certificates.Authority.Pem);
        certificates.WriteServer(certificates.Authority);
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-admission-controller");
        var kubeconfig = Kubeconfig.Write(folder, "vpa-admission-controller", cluster.Address, cluster.CaPem, token);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        try
        {
            await StartUntilItSaysAsync("Created webhook configuration vpa-webhook-config", kubeconfig, folder, certificates);
            var created = await api.GetAsync(Configuration);
            await StartUntilItSaysAsync("Webhook configuration vpa-webhook-config is up to date", kubeconfig, folder, certificates);

            var client = created["webhooks"]![0]!["clientConfig"]!;
            Assert.True(JsonNode.DeepEquals(client["service"], JsonNode.Parse("""{"name":"vpa-webhook","namespace":"kube-system","port":443}""")), client.ToJsonString());
            Assert.Null(client["url"]);
            Assert.Equal(created.ToJsonString(), (await api.GetAsync(Configuration)).ToJsonString());
        }
        finally
        {
            await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
        }
    }

    private static async Task StartUntilItSaysAsync(string line, string kubeconfig, string folder, CertificateFolder certificates)
    {
        var ports = LoopbackPorts.Free(2);
        await using var process = RoleProcess.Start(
            "admission-controller", kubeconfig, folder,
            [
                .. certificates.Flags,
                string.Create(CultureInfo.InvariantCulture, $"--address=127.0.0.1:{ports[0]}"),
                string.Create(CultureInfo.InvariantCulture, $"--port={ports[1]}"),
                "--v=4",
            ]);
        await Polling.UntilAsync(line, Patience, _ =>
        {
            Assert.False(process.HasExited, process.Tail);
            return Task.FromResult(process.Tail.Contains(line, StringComparison.Ordinal) ? null : process.Tail);
        });
    }
}
