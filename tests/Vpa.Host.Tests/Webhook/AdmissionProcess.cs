using System.Net;
using System.Text;
using Vpa.Host.Demo;
using Vpa.Host.Tests.Certificates;
using Vpa.Host.Tests.Roles;
using Vpa.Kubernetes.Client;
using Vpa.Simulation;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Manifests;

namespace Vpa.Host.Tests.Webhook;

/// <summary>The admission controller as the process that users run, on a simulated API server that enforces the installed RBAC rules.</summary>
internal sealed class AdmissionProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly SimulatedCluster _cluster;
    private readonly string _folder;
    private VpaProcess? _process;
    private KubernetesApi? _administrator;

    private AdmissionProcess(SimulatedCluster cluster, string folder) => (_cluster, _folder) = (cluster, folder);

    public SimulatedApiServer ApiServer => _cluster.ApiServer;

    public int Port { get; } = VpaProcess.FreePort();

    public int ObservabilityPort { get; } = VpaProcess.FreePort();

    public string Output => _process?.Output ?? "";

    /// <summary>Installs the manifests, writes certificate files where wanted, and starts the process; it is not ready yet.</summary>
    public static async Task<AdmissionProcess> StartAsync(Func<string, IEnumerable<string>> flags, Action<SimulatedApiServer>? prepare = null)
    {
        var cluster = await SimulatedCluster.StartAsync(new SimulatedClusterOptions(), CancellationToken.None);
        var process = new AdmissionProcess(cluster, Directory.CreateTempSubdirectory("vpa-admission-").FullName);
        var installer = new ManifestInstaller(cluster.Administrator);
        foreach (var manifest in DemoManifests.Installation)
        {
            await installer.InstallAsync(manifest, CancellationToken.None);
        }

        var administrator = Path.Combine(process._folder, "administrator.yaml");
        await File.WriteAllTextAsync(administrator, cluster.ApiServer.KubeconfigYaml(cluster.ApiServer.AdminToken));
        process._administrator = KubernetesApi.Connect(new() { KubeconfigPath = administrator, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
        var kubeconfig = Path.Combine(process._folder, "kubeconfig.yaml");
        await File.WriteAllTextAsync(
            kubeconfig, cluster.ApiServer.KubeconfigYaml(cluster.ApiServer.IssueToken("system:serviceaccount:kube-system:vpa-admission-controller")));
        prepare?.Invoke(cluster.ApiServer);
        process._process = VpaProcess.Start(["admission-controller", $"--kubeconfig={kubeconfig}", $"--port={process.Port}", $"--address=127.0.0.1:{process.ObservabilityPort}", .. flags(process._folder)]);
        return process;
    }

    /// <summary>Waits for the answer OK of the readiness check.</summary>
    public Task ReadyAsync() => UntilAsync("the webhook is ready", async () => await ProbeAsync("ready-check") == HttpStatusCode.OK);

    /// <summary>The status of a page of the observability server; null when it does not answer.</summary>
    public async Task<HttpStatusCode?> ProbeAsync(string page)
    {
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{ObservabilityPort}/{page}"));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>A client of the observability server.</summary>
    public HttpClient Connect() => new() { BaseAddress = new Uri($"http://127.0.0.1:{ObservabilityPort}/") };

    /// <summary>The CA certificates that the API server was told to trust; null while the webhook is not registered.</summary>
    public async Task<string?> RegisteredCaAsync()
    {
        try
        {
            var configuration = await _administrator!.GetJsonAsync(
                "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config", TestJson.Default.JsonObject, CancellationToken.None);
            return Encoding.ASCII.GetString(Convert.FromBase64String((string)configuration["webhooks"]![0]!["clientConfig"]!["caBundle"]!));
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Polls a condition; fails with the output of the process.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.False(_process!.HasExited, $"The process has ended before: {what}\n{Output}");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"Not so in time: {what}\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Sends SIGTERM.</summary>
    public Task TerminateAsync() => _process!.TerminateAsync();

    /// <summary>Waits for the end of the process and returns its exit code.</summary>
    public Task<int> ExitCodeAsync() => _process!.ExitCodeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _administrator?.Dispose();
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
