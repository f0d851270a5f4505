using System.Net;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The three roles as three processes, each with a kubeconfig of its own ServiceAccount and short intervals.</summary>
internal sealed class RoleSet : IAsyncDisposable
{
    private const string RecommenderRole = "recommender";
    private const string UpdaterRole = "updater";
    private const string AdmissionRole = "admission-controller";

    /// <summary>The default names of recommender and updater.</summary>
    private static readonly string[] Leases = ["vpa-recommender-lease", "vpa-updater"];

    /// <summary>Short, because the lease of a killed process must expire before the next one leads.</summary>
    private static readonly string[] LeaderElection =
        ["--leader-elect", "--leader-elect-lease-duration=6s", "--leader-elect-renew-deadline=4s", "--leader-elect-retry-period=1s"];

    private readonly ITestCluster _cluster;
    private readonly string _folder;
    private readonly int[] _ports = LoopbackPorts.Free(4);
    private readonly Dictionary<string, RoleProcess> _running = new(StringComparer.Ordinal);

    private RoleSet(ITestCluster cluster, string folder)
    {
        _cluster = cluster;
        _folder = folder;
    }

    /// <summary>The folder with the recommender's history.</summary>
    private string HistoryPath => Path.Combine(_folder, "history");

    /// <summary>Makes the certificates, starts the three and returns when they are healthy and the webhook is registered.</summary>
    public static async Task<RoleSet> StartAsync(ITestCluster cluster, string folder)
    {
        var set = new RoleSet(cluster, folder);
        try
        {
            await ManifestTests.GenerateAsync(folder, "--host", "localhost", "--ip", "127.0.0.1");
            await set.StartAsync(AdmissionRole, set.AdmissionFlags());
            await set.StartAsync(UpdaterRole, set.UpdaterFlags());
            await set.StartRecommenderAsync();
            await set.UntilServingAsync();
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    public Task StartRecommenderAsync() => StartAsync(RecommenderRole, RecommenderFlags());

    /// <summary>SIGKILL at whatever moment this is.</summary>
    public async Task KillRecommenderAsync()
    {
        await _running[RecommenderRole].KillAsync();
        await _running[RecommenderRole].DisposeAsync();
        _running.Remove(RecommenderRole);
    }

    /// <summary>SIGTERM to each: exit code 0 within 10 s, and leadership is given up at once.</summary>
    public async Task StopCleanlyAsync()
    {
        using var api = new ApiClient(_cluster, _cluster.AdminToken);
        foreach (var lease in Leases)
        {
            Assert.StartsWith(Environment.MachineName, await HolderAsync(api, lease), StringComparison.Ordinal);
        }

        foreach (var role in _running.Values)
        {
            await role.AssertStopsCleanlyAsync();
        }

        foreach (var lease in Leases)
        {
            Assert.Empty(await HolderAsync(api, lease));
        }
    }

    /// <summary>Fails when a log tells of a request that the server forbade.</summary>
    public void AssertNothingWasForbidden()
    {
        foreach (var role in (string[])[RecommenderRole, UpdaterRole, AdmissionRole])
        {
            var lines = File.ReadLines(Path.Combine(_folder, role + ".log")).ToList();
            Assert.NotEmpty(lines);
            var told = lines.Where(l => !l.Contains("because it is being terminated", StringComparison.Ordinal)); // of a namespace, which is no matter of rights
            Assert.DoesNotContain(told, l => l.Contains("forbidden", StringComparison.OrdinalIgnoreCase) || l.Contains(": 403 ", StringComparison.Ordinal));
        }
    }

    /// <summary>Fails with the last lines of a role that has ended by itself.</summary>
    public void AssertRunning()
    {
        foreach (var (name, role) in _running)
        {
            Assert.False(role.HasExited, $"{name} has ended by itself:\n{role.Tail}");
        }
    }

    /// <summary>The last lines of all roles, for the message of a failure.</summary>
    public string Tails => string.Join("\n", _running.Select(r => $"--- {r.Key}:\n{r.Value.Tail}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var role in _running.Values)
        {
            await role.DisposeAsync();
        }
    }

    private async Task StartAsync(string role, IEnumerable<string> flags)
    {
        var account = "vpa-" + role;
        var token = await _cluster.IssueServiceAccountTokenAsync("kube-system", account);
        _running.Add(role, RoleProcess.Start(role, Kubeconfig.Write(_cluster, account, token), _folder, flags));
    }

    private static async Task<string> HolderAsync(ApiClient api, string lease)
    {
        var found = await api.GetAsync($"/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{lease}", default);
        return found["spec"]!["holderIdentity"]?.GetValue<string>() ?? "";
    }

    private IEnumerable<string> RecommenderFlags() =>
        [$"--address=127.0.0.1:{_ports[0]}", "--recommender-interval=2s", $"--history-path={HistoryPath}", .. LeaderElection, "--v=4"];

    private IEnumerable<string> UpdaterFlags() =>
        [$"--address=127.0.0.1:{_ports[1]}", "--updater-interval=3s", "--min-replicas=2", .. LeaderElection, "--v=4"];

    private IEnumerable<string> AdmissionFlags() =>
    [
        $"--address=127.0.0.1:{_ports[2]}",
        $"--port={_ports[3]}",
        $"--tls-cert-file={Path.Combine(_folder, "serverCert.pem")}",
        $"--tls-private-key={Path.Combine(_folder, "serverKey.pem")}",
        $"--client-ca-file={Path.Combine(_folder, "caCert.pem")}",
        "--register-webhook=true",
        "--register-by-url=true",
        "--webhook-address=https://localhost",
        $"--webhook-port={_ports[3]}",
        "--v=4",
    ];

    private async Task UntilServingAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var port in _ports[..3])
        {
            await UntilAsync($"/health-check on port {port}", async cancel =>
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health-check"), cancel);
                return answer.StatusCode == HttpStatusCode.OK ? null : $"HTTP {(int)answer.StatusCode}";
            });
        }

        using var api = new ApiClient(_cluster, _cluster.AdminToken);
        await UntilAsync("the webhook to be registered", async cancel =>
        {
            // One that an earlier process left behind names another port.
            var registered = await api.FindAsync("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config", cancel);
            var url = registered?["webhooks"]?[0]?["clientConfig"]?["url"]?.GetValue<string>();
            return url == $"https://localhost:{_ports[3]}" ? null : $"its URL is {url ?? "not there"}";
        });
        await UntilAsync("the heartbeat of the admission controller", async cancel =>
            await api.FindAsync("/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/vpa-admission-controller", cancel) is JsonObject
                ? null : "there is no lease");
    }

    private async Task UntilAsync(string what, Func<CancellationToken, Task<string?>> probe)
    {
        try
        {
            await Polling.UntilAsync(what, TimeSpan.FromSeconds(60), cancel =>
            {
                AssertRunning();
                return probe(cancel);
            });
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Tails}", e);
        }
    }
}
