using Vpa.Host.Certificates;
using Vpa.Host.Demo;
using Vpa.Host.Tests.Certificates;
using Vpa.Host.Tests.Roles;
using Vpa.Host.Tests.Webhook;
using Vpa.Kubernetes.Client;
using Vpa.Simulation;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Manifests;

namespace Vpa.Host.Tests.Observability;

/// <summary>The three roles, each as a process under its own ServiceAccount, on a busy simulated cluster.</summary>
internal sealed class ObservedRoles : IAsyncDisposable
{
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(10);

    private readonly SimulatedCluster _cluster;
    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-observed-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, (VpaProcess Process, int Port)> _roles = new(StringComparer.Ordinal);
    private readonly HttpClient _client = new() { Timeout = ClientTimeout };
    private KubernetesApi? _administrator;
    private Task _running = Task.CompletedTask;

    private ObservedRoles(SimulatedCluster cluster) => _cluster = cluster;

    /// <summary>Starts cluster, workloads and roles; the VPAs follow when the pods are measured.</summary>
    public static async Task<ObservedRoles> StartAsync()
    {
        var roles = new ObservedRoles(await SimulatedCluster.StartAsync(
            new SimulatedClusterOptions { MetricsResolution = TimeSpan.FromSeconds(1) }, CancellationToken.None));
        try
        {
            await roles.StartCoreAsync();
            return roles;
        }
        catch
        {
            await roles.DisposeAsync();
            throw;
        }
    }

    /// <summary>The page <c>/metrics</c> of a role; null while it does not answer.</summary>
    public async Task<string?> ScrapeAsync(string role)
    {
        Assert.False(_roles[role].Process.HasExited, $"{role} has ended:\n{_roles[role].Process.Output}");
        try
        {
            return await _client.GetStringAsync(new Uri($"http://127.0.0.1:{_roles[role].Port}/metrics"));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What a role printed.</summary>
    public string Output(string role) => _roles[role].Process.Output;

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _) in _roles.Values)
        {
            await process.DisposeAsync();
        }

        _administrator?.Dispose();
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _cluster.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartCoreAsync()
    {
        var installer = new ManifestInstaller(_cluster.Administrator);
        await InstallAsync(installer, DemoManifests.Installation);
        var kubeconfig = Path.Combine(_folder, "administrator.yaml");
        await File.WriteAllTextAsync(kubeconfig, _cluster.ApiServer.KubeconfigYaml(_cluster.ApiServer.AdminToken));
        _administrator = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
        _running = _cluster.RunAsync(_stop.Token);

        // The first resize fails, and its pod is evicted instead (U88).
        _cluster.ApiServer.Faults.Add(new FaultRule("patch", "pods/resize", new Fault.Refuse(500)) { Count = 1 });
        var webhook = VpaProcess.FreePort();
        var pair = RunningWebhook.Localhost();
        await StartAsync("admission-controller", [.. WebhookFlags(webhook), .. AdmissionProcessTests.Files(_folder, pair.Server, pair.CaPem)]);
        await UntilReadyAsync("admission-controller");
        await InstallAsync(installer, BusyCluster.Workloads);
        await UntilMeasuredAsync();
        await InstallAsync(installer, BusyCluster.Autoscalers);

        // Queries for the past are counted when somebody answers them, if only by 404.
        var archive = $"http://127.0.0.1:{_roles["admission-controller"].Port}";
        await StartAsync(
            "recommender",
            ["--recommender-interval=1s", $"--history-path={Path.Combine(_folder, "history")}", "--storage=prometheus", $"--prometheus-address={archive}"]);
        await StartAsync("updater", ["--updater-interval=1s", "--feature-gates=InPlace=true"]);
        await SendGarbageAsync(webhook, pair);
    }

    private static IEnumerable<string> WebhookFlags(int port) =>
    [
        $"--port={port}", "--feature-gates=InPlace=true", "--register-webhook=true", "--register-by-url=true", "--webhook-address=https://localhost", $"--webhook-port={port}",
    ];

    private static async Task InstallAsync(ManifestInstaller installer, IEnumerable<string> manifests)
    {
        foreach (var manifest in manifests)
        {
            await installer.InstallAsync(manifest, CancellationToken.None);
        }
    }

    private static async Task SendGarbageAsync(int port, CertificatePair pair)
    {
        using var client = RunningWebhook.Client(pair.CaPem);
        using var content = new StringContent("{", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync(new Uri($"https://localhost:{port}/"), content);
    }

    private async Task StartAsync(string role, IEnumerable<string> flags)
    {
        var kubeconfig = Path.Combine(_folder, role + ".yaml");
        await File.WriteAllTextAsync(
            kubeconfig, _cluster.ApiServer.KubeconfigYaml(_cluster.ApiServer.IssueToken($"system:serviceaccount:kube-system:vpa-{role}")));
        var port = VpaProcess.FreePort();
        _roles.Add(role, (VpaProcess.Start([role, $"--kubeconfig={kubeconfig}", $"--address=127.0.0.1:{port}", "--v=4", .. flags]), port));
    }

    private Task UntilReadyAsync(string role) => UntilAsync($"{role} is ready", async () =>
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{_roles[role].Port}/ready-check"));
            return answer.IsSuccessStatusCode && _cluster.ApiServer.Requests.Count("create", "mutatingwebhookconfigurations") > 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    private Task UntilMeasuredAsync() => UntilAsync("the pods are measured", async () =>
    {
        var list = await _administrator!.GetJsonAsync(
            $"apis/metrics.k8s.io/v1beta1/namespaces/{BusyCluster.Namespace}/pods", TestJson.Default.JsonObject, CancellationToken.None);
        return list["items"]!.AsArray().Count >= BusyCluster.SteadyPods;
    });

    private async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60),
                $"Not so in time: {what}\n{string.Join('\n', _roles.Select(r => r.Value.Process.Output))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
