using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vpa.E2E.Tests.Clusters;
using Vpa.Host.Certificates;
using Vpa.Host.Roles;
using Vpa.Host.Webhook;
using Vpa.Kubernetes.Client;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>
/// An admission controller with certificates of its own make, as the program composes it. It runs in this process, because only so can the pauses of a
/// rotation be shortened: no flag sets them.
/// </summary>
internal sealed class SelfManagedReplica : IAsyncDisposable
{
    /// <summary>The Secret that the replicas share.</summary>
    public const string Secret = "vpa-webhook-self-managed-certs";

    /// <summary>Shorter than they are by default; API servers follow within a moment, replicas read every second.</summary>
    public static readonly CertificateLifetimes Pauses = new()
    {
        Reading = TimeSpan.FromSeconds(1),
        Publishing = TimeSpan.FromSeconds(8),
        Overlap = TimeSpan.FromSeconds(8),
    };

    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ILoggerFactory _logs = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
    private readonly KubernetesApi _api;
    private readonly CacheHold _caches;
    private readonly AdmissionComponent _component;

    private SelfManagedReplica(string kubeconfig, int registered)
    {
        _api = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "admission-controller" }, TimeProvider.System);
        var environment = new RoleEnvironment(TimeProvider.System, _logs, _meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), () => { });
        _caches = new(_api, new() { WatchPods = false }, environment);
        var certificates = new SelfManagedCertificates(
            new(_api, "kube-system", Secret), ["localhost"], Pauses, TimeProvider.System, _logs.CreateLogger<SelfManagedCertificates>());
        var options = new AdmissionComponentOptions
        {
            Server = new() { Port = 0 },
            Lease = new() { Holder = "self-managed" },
            Registration = port =>
            {
                Port = port;
                return new() { ByUrl = true, Address = "https://localhost", Port = $"{registered}", Delay = TimeSpan.Zero };
            },
        };
        _component = new(_api, _caches, options, certificates, environment);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>Starts one; it registers another port than its own, which has to lead to it.</summary>
    public static async Task<SelfManagedReplica> StartAsync(ITestCluster cluster, int registered)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "self-managed")).FullName;
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-admission-controller");
        var replica = new SelfManagedReplica(Kubeconfig.Write(folder, "vpa-admission-controller", cluster.Address, cluster.CaPem, token), registered);
        try
        {
            await replica._component.StartAsync(CancellationToken.None);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

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
