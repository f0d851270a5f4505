using System.CommandLine;
using System.Net;
using Vpa.Host.CommandLine;
using Vpa.Host.Demo;
using Vpa.Host.Tests.Roles;
using Vpa.Simulation;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Manifests;

namespace Vpa.Host.Tests.Webhook;

/// <summary>
/// The whole role, in this process: it is not ready before each and every one of its caches is filled. That it becomes ready then is shown by
/// <see cref="AdmissionProcessTests"/>; here it would cost the time of nine drains.
/// </summary>
public sealed class CacheReadinessTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Cached =
        ["verticalpodautoscalers", "limitranges", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "replicationcontrollers"];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-readiness-").FullName;
    private readonly int _port = VpaProcess.FreePort();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly CancellationTokenSource _stop = new();
    private SimulatedCluster _cluster = null!;
    private Task<int> _role = Task.FromResult(0);

    public static TheoryData<string> Resources => [.. Cached];

    public async Task InitializeAsync()
    {
        _cluster = await SimulatedCluster.StartAsync(new SimulatedClusterOptions(), CancellationToken.None);
        var installer = new ManifestInstaller(_cluster.Administrator);
        foreach (var manifest in DemoManifests.Installation)
        {
            await installer.InstallAsync(manifest, CancellationToken.None);
        }
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_role).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose()
    {
        _client.Dispose();
        _stop.Dispose();
    }

    [Theory] // A1 to A3, Q3
    [MemberData(nameof(Resources))]
    public async Task It_is_not_ready_while_one_resource_cannot_be_listed(string resource)
    {
        var server = _cluster.ApiServer;
        server.Faults.Add(new("list", resource, new Fault.Refuse(500)));
        await StartAsync();

        // By the second attempt, which comes half a second after the first, the other lists are long there.
        await UntilAsync(async () => server.Faults.Injected >= 2 && Cached.All(r => server.Requests.Count("list", r) > 0) && await ProbeAsync() is not null);
        var (status, text) = (await ProbeAsync())!.Value;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("the caches are being filled", text, StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        var kubeconfig = Path.Combine(_folder, "kubeconfig.yaml");
        await File.WriteAllTextAsync(kubeconfig, _cluster.ApiServer.KubeconfigYaml(_cluster.ApiServer.AdminToken));
        var pair = RunningWebhook.Localhost();
        string[] args =
        [
            "admission-controller", $"--kubeconfig={kubeconfig}", "--port=0", $"--address=127.0.0.1:{_port}", "--register-webhook=false", "--v=0",
            .. AdmissionProcessTests.Files(_folder, pair.Server, pair.CaPem),
        ];
        _role = VpaCommandLine.Build(TextWriter.Null).Parse(args).InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, _stop.Token);
    }

    private async Task<(HttpStatusCode Status, string Text)?> ProbeAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{_port}/ready-check"));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.False(_role.IsCompleted, "The role has ended.");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"Not so in time; the last answer: {await ProbeAsync()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
