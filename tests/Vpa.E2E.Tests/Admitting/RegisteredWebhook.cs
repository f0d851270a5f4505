using System.Globalization;
using System.Text;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>
/// The admission controller as a process with the rights of its ServiceAccount and certificates from files, registered with the real API server. One
/// for all tests of a class; the first one that needs it starts it.
/// </summary>
public sealed class RegisteredWebhook(ControlPlaneFixture controlPlane) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly int[] _ports = LoopbackPorts.Free(2);
    private Task<Kubectl>? _starting;
    private RealCluster? _cluster;
    private RoleProcess? _process;
    private string _folder = "";

    internal RealCluster Cluster => _cluster!;

    internal string Tail => _process!.Tail;

    /// <summary>kubectl of the administrator, once the webhook is registered. Skips the calling test when there is no control plane.</summary>
    internal Task<Kubectl> RequireAsync()
    {
        _cluster = controlPlane.Require();
        return _starting ??= StartAsync();
    }

    /// <summary>The CA certificates registered with the API server, PEM; empty when there is no registration.</summary>
    internal static async Task<string> RegisteredCaAsync(ApiClient api, CancellationToken cancel = default)
    {
        var found = await api.FindAsync("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config", cancel);
        var bundle = found?["webhooks"]?[0]?["clientConfig"]?["caBundle"]?.GetValue<string>() ?? "";
        return Encoding.ASCII.GetString(Convert.FromBase64String(bundle));
    }

    /// <inheritdoc/>
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            // The control plane is shared with other tests: a webhook without a server would slow each of their writes.
            await Installation.AdminOf(Cluster).RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
        }
    }

    private async Task<Kubectl> StartAsync()
    {
        var kubectl = await Installation.InstallAsync(Cluster);
        _folder = Directory.CreateDirectory(Path.Combine(Cluster.Folder, "registered-webhook")).FullName;
        var certificates = new CertificateFolder(_folder);
        certificates.WriteCa(certificates.Authority.Pem);
        certificates.WriteServer(certificates.Authority);
        var token = await Cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-admission-controller");
        _process = RoleProcess.Start(
            "admission-controller", Kubeconfig.Write(_folder, "vpa-admission-controller", Cluster.Address, Cluster.CaPem, token), _folder, Flags(certificates));
        using var api = new ApiClient(Cluster, Cluster.AdminToken);
        await Polling.UntilAsync("the CA bundle to be registered", Patience, async cancel =>
        {
            Assert.False(_process.HasExited, Tail);
            return (await RegisteredCaAsync(api, cancel)).Trim() == certificates.Authority.Pem.Trim() ? null : $"another one is\n{Tail}";
        });
        return kubectl;
    }

    private IEnumerable<string> Flags(CertificateFolder certificates) =>
    [
        $"--address=127.0.0.1:{_ports[1]}",
        $"--port={_ports[0]}",
        .. certificates.Flags,
        "--register-by-url=true",
        "--webhook-address=https://localhost",
        string.Create(CultureInfo.InvariantCulture, $"--webhook-port={_ports[0]}"),
        "--v=4",
    ];
}
