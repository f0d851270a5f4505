using System.Diagnostics.Metrics;
using Vpa.Host.Certificates;
using Vpa.Host.Roles;
using Vpa.Host.Webhook;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Updating;
using Vpa.Recommender;
using Vpa.Simulation;
using Vpa.Simulation.Manifests;
using Vpa.Updater;

namespace Vpa.Host.Demo;

/// <summary>
/// A simulated cluster with the three roles on it, each over HTTPS under its own ServiceAccount with the rights of <c>deploy/rbac</c>. Time stands still
/// but for <see cref="StepAsync"/>, which moves it on by one interval and lets everybody act in a fixed order.
/// </summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private const string SystemNamespace = "kube-system";

    /// <summary>How long the workloads run before anybody applies a VPA.</summary>
    public static readonly TimeSpan TimeBeforeAutoscalers = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CatchUpDeadline = TimeSpan.FromSeconds(30);

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedClock _clock;
    private readonly string _folder;
    private readonly List<IAsyncDisposable> _foundations = [];
    private readonly List<KubernetesApi> _connections = [];
    private readonly List<CacheHold> _holds = [];
    private readonly RoleEnvironment _environment;
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private RecommenderComponent? _recommender;
    private UpdaterComponent? _updater;
    private AdmissionComponent? _admission;

    private DemoCluster(SimulatedCluster cluster, SimulatedClock clock, string folder, ILoggerFactory logging)
    {
        (_cluster, _clock, _folder) = (cluster, clock, folder);
        _environment = new(clock, logging, _meters.GetRequiredService<IMeterFactory>(), Abandon: static () => { });
        Administrator = Connect("administrator", cluster.ApiServer.AdminToken);
    }

    /// <summary>A connection with all rights.</summary>
    public KubernetesApi Administrator { get; }

    /// <summary>The kubeconfig of the administrator.</summary>
    public string KubeconfigPath => Path.Combine(_folder, "administrator.yaml");

    /// <summary>The simulated instant.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Starts the cluster, installs the API objects and the workloads, and starts the roles.</summary>
    public static async Task<DemoCluster> StartAsync(int seed, DateTimeOffset start, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var clock = new SimulatedClock(start);
        var cluster = await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { Clock = clock, Seed = seed, LoggerFactory = logging, MetricsResolution = TimeSpan.FromSeconds(60) },
            cancellationToken);
        var folder = Directory.CreateTempSubdirectory("vpa-demo-").FullName;
        var demo = new DemoCluster(cluster, clock, folder, logging);
        try
        {
            await demo.InstallAsync(cancellationToken);
            await demo.StartRolesAsync(cancellationToken);
            await demo.DeployAsync(cancellationToken);
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets time pass without a turn of the roles: controllers, nodes and the webhook go on.</summary>
    public async Task SettleAfterAsync(TimeSpan passed, CancellationToken cancellationToken)
    {
        _clock.Advance(passed);
        await SettleAsync(cancellationToken);
        await _admission!.Heartbeat!.BeatUnlessUnableAsync(cancellationToken);
    }

    /// <summary>One interval: time moves on, the cluster settles, usage is read, statuses are written, pods are evicted and come back.</summary>
    public async Task StepAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        _clock.Advance(interval);
        await SettleAsync(cancellationToken);
        await _recommender!.RunOnceAsync(cancellationToken);
        await _recommender.FlushEventsAsync();
        await CatchUpAsync(cancellationToken);
        await _admission!.Heartbeat!.BeatUnlessUnableAsync(cancellationToken);
        await _updater!.RunOnceAsync(cancellationToken);
        await _updater.FlushEventsAsync();
        await SettleAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var component in new IRoleComponent?[] { _updater, _recommender, _admission }.OfType<IRoleComponent>())
        {
            await component.StopAsync();
            await component.DisposeAsync();
        }

        foreach (var foundation in _foundations.AsEnumerable().Reverse())
        {
            await foundation.DisposeAsync();
        }

        _connections.ForEach(c => c.Dispose());
        await _cluster.DisposeAsync();
        await _meters.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var installer = new ManifestInstaller(_cluster.Administrator);
        foreach (var manifest in DemoManifests.Installation)
        {
            await installer.InstallAsync(manifest, cancellationToken);
        }
    }

    private async Task DeployAsync(CancellationToken cancellationToken)
    {
        var installer = new ManifestInstaller(_cluster.Administrator);
        await installer.InstallAsync(DemoManifests.Workloads, cancellationToken);
        await SettleAsync(cancellationToken);
        for (var passed = TimeSpan.Zero; passed < TimeBeforeAutoscalers; passed += DemoCommand.Interval)
        {
            await StepAsync(DemoCommand.Interval, cancellationToken);
        }

        await installer.InstallAsync(DemoManifests.Autoscalers, cancellationToken);
        await CatchUpAsync(cancellationToken);
    }

    private async Task StartRolesAsync(CancellationToken cancellationToken)
    {
        // The roles pick their pods from all of them, as in `vpa all`: a cache that sees every change can be waited for.
        var api = ConnectAs("vpa-recommender");
        var hold = Hold(api, new() { WatchLimitRanges = false });
        var options = new RecommenderOptions { UpdateWorkerCount = 1 };
        _recommender = new(api, api, hold, options, RecommenderSources.MetricsApi, DemoCommand.Interval, new HistoryPlace(Path.Combine(_folder, "history")), _environment);
        await _recommender.StartAsync(cancellationToken);

        api = ConnectAs("vpa-updater");
        hold = Hold(api, new());
        _updater = new(api, api, hold, new UpdaterOptions { Interval = DemoCommand.Interval, MaxConcurrentCalls = 1 }, new AdmissionLeaseOptions(), _environment);
        await _updater.StartAsync(cancellationToken);

        using var authority = CertificateAuthority.Create("vpa-demo-ca", TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));
        var certificates = new FixedCertificateSource(authority.IssueServerCertificate(["localhost"], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1)));
        api = ConnectAs("vpa-admission-controller");
        _admission = new(api, Hold(api, new() { WatchPods = false }), AdmissionOptions(), certificates, _environment);
        await _admission.ServeAsync(cancellationToken);
        await _admission.RegisterOnceAsync(cancellationToken);
        await _admission.Heartbeat!.BeatUnlessUnableAsync(cancellationToken);
    }

    private static AdmissionComponentOptions AdmissionOptions() => new()
    {
        Server = new() { Host = System.Net.IPAddress.Loopback, Port = 0 },
        Lease = new() { Holder = "demo" },
        Registration = port => new() { ByUrl = true, Address = "https://localhost", Port = port.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    private KubernetesApi ConnectAs(string account) => Connect(account, _cluster.ApiServer.IssueToken($"system:serviceaccount:{SystemNamespace}:{account}"));

    private KubernetesApi Connect(string name, string token)
    {
        var path = Path.Combine(_folder, name + ".yaml");
        File.WriteAllText(path, _cluster.ApiServer.KubeconfigYaml(token));
        // Simulated minutes pass in milliseconds, so a limit per real second would only slow the demo down.
        var api = KubernetesApi.Connect(
            new() { KubeconfigPath = path, Role = name, QueriesPerSecond = double.MaxValue, Burst = int.MaxValue }, TimeProvider.System);
        _connections.Add(api);
        return api;
    }

    private CacheHold Hold(KubernetesApi api, ClusterCachesOptions options)
    {
        var hold = new CacheHold(api, options, _environment);
        _holds.Add(hold);
        _foundations.Add(hold);
        return hold;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        // Between two passes everybody sees what the last one wrote; that makes a run the same whatever the machine does.
        while (await _cluster.Workloads.StepAsync(cancellationToken) + await _cluster.Kubelet.StepAsync(cancellationToken) > 0)
        {
            await CatchUpAsync(cancellationToken);
        }

        await _cluster.Metrics.StepAsync(cancellationToken);
        await CatchUpAsync(cancellationToken);
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(CatchUpDeadline, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        foreach (var hold in _holds)
        {
            await hold.CatchUpAsync(_cluster.ApiServer.ResourceVersionOf, both.Token);
        }
    }
}
