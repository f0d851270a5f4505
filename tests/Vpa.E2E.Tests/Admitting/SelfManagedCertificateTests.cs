using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.Host.Certificates;
using Vpa.Host.Roles;
using Vpa.Host.Webhook;
using Vpa.Kubernetes.Client;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>
/// Certificates of the program's own make on a real API server. The admission controller runs in this process, because only so can the pauses of a
/// rotation be shortened: no flag sets them.
/// </summary>
[Collection(ControlPlaneTests.Name)]
public sealed class SelfManagedCertificateTests(ControlPlaneFixture controlPlane)
{
    private const string Secret = "vpa-webhook-self-managed-certs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly CertificateLifetimes ShortPauses = new()
    {
        Reading = TimeSpan.FromSeconds(1),
        Publishing = TimeSpan.FromSeconds(10),
        Overlap = TimeSpan.FromSeconds(5),
    };

    [SkippableFact]
    public async Task The_authority_is_replaced_during_a_stream_of_pods_and_none_is_missed()
    {
        var cluster = controlPlane.Require();
        var kubectl = await Installation.InstallAsync(cluster);
        await using var webhook = await StartAsync(cluster);
        try
        {
            using var api = new ApiClient(cluster, cluster.AdminToken);
            await using var stream = await PodStream.StartAsync(cluster, "rotated-authority");
            var first = await TrustedAsync(api);
            Assert.Single(first);

            // Deleting the Secret is how an operator asks for a new authority.
            (await kubectl.RunAsync("delete", "secret", Secret, "-n", "kube-system")).Expected();
            await Polling.UntilAsync("both authorities to be trusted", Patience, async _ => (await TrustedAsync(api)).Count == 2 ? null : "one is");
            await Polling.UntilAsync("the new authority alone to be trusted", Patience, async _ =>
                await TrustedAsync(api) is var trusted && trusted.Count == 1 && trusted[0] != first[0] ? null : string.Join(", ", trusted));
            await stream.UntilMoreAsync(40);

            await stream.AssertAllWerePatchedAsync();
        }
        finally
        {
            await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
            await kubectl.RunAsync("delete", "secret", Secret, "-n", "kube-system", "--ignore-not-found");
        }
    }

    private static async Task<IReadOnlyList<string>> TrustedAsync(ApiClient api)
    {
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(await RegisteredWebhook.RegisteredCaAsync(api));
        return [.. bundle.Select(c => c.Thumbprint)];
    }

    private static async Task<RunningComponent> StartAsync(RealCluster cluster)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "self-managed")).FullName;
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-admission-controller");
        var kubeconfig = Kubeconfig.Write(folder, "vpa-admission-controller", cluster.Address, cluster.CaPem, token);
        var running = new RunningComponent(kubeconfig);
        await running.StartAsync();
        return running;
    }

    /// <summary>The component as the program composes it, but for the pauses.</summary>
    private sealed class RunningComponent : IAsyncDisposable
    {
        private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly ILoggerFactory _logs = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        private readonly KubernetesApi _api;
        private readonly CacheHold _caches;
        private readonly AdmissionComponent _component;

        public RunningComponent(string kubeconfig)
        {
            _api = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "admission-controller" }, TimeProvider.System);
            var environment = new RoleEnvironment(TimeProvider.System, _logs, _meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), () => { });
            _caches = new(_api, new() { WatchPods = false }, environment);
            var certificates = new SelfManagedCertificates(
                new(_api, "kube-system", Secret), ["localhost"], ShortPauses, TimeProvider.System, _logs.CreateLogger<SelfManagedCertificates>());
            _component = new(_api, _caches, Options, certificates, environment);
        }

        private static AdmissionComponentOptions Options => new()
        {
            Server = new() { Port = 0 },
            Lease = new() { Holder = "self-managed" },
            Registration = port => new() { ByUrl = true, Address = "https://localhost", Port = $"{port}", Delay = TimeSpan.Zero },
        };

        public Task StartAsync() => _component.StartAsync(CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            await _component.StopAsync();
            await _component.DisposeAsync();
            await _caches.DisposeAsync();
            _api.Dispose();
            _logs.Dispose();
            await _meters.DisposeAsync();
        }
    }
}
