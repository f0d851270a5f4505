using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Host.Demo;
using Vpa.Host.Roles;
using Vpa.Host.Tests.Certificates;
using Vpa.Host.Webhook;
using Vpa.Kubernetes.Client;
using Vpa.Simulation;
using Vpa.Simulation.Manifests;
using Vpa.Testing;

namespace Vpa.Host.Tests.Webhook;

/// <summary>The admission controller in this process, served on loopback, registered and beating by hand.</summary>
internal sealed class ServingReplica : IAsyncDisposable
{
    private const string Lease = "apis/coordination.k8s.io/v1/namespaces/kube-system/leases/vpa-admission-controller";

    private readonly SimulatedCluster _cluster;
    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-replica-").FullName;
    private readonly OwnMeters _meters = new();
    private readonly FakeLoggerProvider _logs = new();
    private readonly ILoggerFactory _logging;
    private readonly KubernetesApi _api;
    private readonly CacheHold _caches;

    private ServingReplica(SimulatedCluster cluster, ReplaceableCertificates certificates, bool registers)
    {
        _cluster = cluster;
        _logging = LoggerFactory.Create(l => l.AddProvider(_logs));
        var kubeconfig = Path.Combine(_folder, "kubeconfig.yaml");
        File.WriteAllText(kubeconfig, cluster.ApiServer.KubeconfigYaml(cluster.ApiServer.AdminToken));
        _api = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
        var environment = new RoleEnvironment(TimeProvider.System, _logging, _meters, static () => { });
        _caches = new(_api, new() { WatchPods = false }, environment);
        Component = new(_api, _caches, Options(registers), certificates, environment);
    }

    public AdmissionComponent Component { get; }

    /// <summary>What was logged about the certificate that is served.</summary>
    public IReadOnlyList<LogLevel> CertificateMessages => [.. _logs.Collector.GetSnapshot()
        .Where(r => r.Message.Contains("certificate that is served", StringComparison.Ordinal)).Select(r => r.Level)];

    /// <summary>Serves; neither registered nor beating yet.</summary>
    public static async Task<ServingReplica> StartAsync(ReplaceableCertificates certificates, bool registers = true)
    {
        var cluster = await SimulatedCluster.StartAsync(new SimulatedClusterOptions(), CancellationToken.None);
        var installer = new ManifestInstaller(cluster.Administrator);
        foreach (var manifest in DemoManifests.Installation)
        {
            await installer.InstallAsync(manifest, CancellationToken.None);
        }

        var replica = new ServingReplica(cluster, certificates, registers);
        await replica.Component.ServeAsync(CancellationToken.None);
        return replica;
    }

    /// <summary>Beats once; whether the lease was renewed by it.</summary>
    public async Task<bool> RenewsAsync()
    {
        var before = await LeaseVersionAsync();
        await Component.Heartbeat!.BeatUnlessUnableAsync(CancellationToken.None);
        return await LeaseVersionAsync() != before;
    }

    public async ValueTask DisposeAsync()
    {
        await Component.StopAsync();
        await Component.DisposeAsync();
        await _caches.DisposeAsync();
        _api.Dispose();
        _meters.Dispose();
        _logging.Dispose();
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static AdmissionComponentOptions Options(bool registers) => new()
    {
        Server = new() { Host = IPAddress.Loopback, Port = 0 },
        Lease = new() { Holder = "replica" },
        Registration = registers ? port => new() { ByUrl = true, Address = "https://localhost", Port = $"{port}" } : null,
    };

    private async Task<string?> LeaseVersionAsync()
    {
        try
        {
            return (string?)(await _api.GetJsonAsync(Lease, TestJson.Default.JsonObject, CancellationToken.None))["metadata"]!["resourceVersion"];
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
