using System.Net;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>
/// The containers of the Deployments of a manifest as processes of this machine: each with the arguments of its container under the
/// ServiceAccount of its Pod. Only addresses, folders and intervals are others.
/// </summary>
internal sealed class InstalledRoles : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly ITestCluster _cluster;
    private readonly string _folder;
    private readonly Dictionary<string, (RoleProcess Process, int Port)> _running = new(StringComparer.Ordinal);
    private Uri? _webhook;

    private InstalledRoles(ITestCluster cluster, string folder)
    {
        _cluster = cluster;
        _folder = folder;
    }

    /// <summary>The last lines of all roles, for the message of a failure.</summary>
    public string Tails => string.Join("\n", _running.Select(r => $"--- {r.Key}:\n{r.Value.Process.Tail}"));

    /// <summary>Starts the roles of a manifest and returns when they are healthy and the webhook is registered, if they are to register it.</summary>
    /// <param name="cluster">Where it is installed.</param>
    /// <param name="manifest">What is installed.</param>
    /// <param name="ns">The namespace of the Deployments.</param>
    /// <param name="folder">For logs, the history and mounted Secrets.</param>
    /// <param name="only">The one role to start; null is all.</param>
    /// <param name="webhookPort">Where the webhook listens; null is any port.</param>
    public static async Task<InstalledRoles> StartAsync(ITestCluster cluster, RenderedManifest manifest, string ns, string folder, string? only = null, int? webhookPort = null)
    {
        var roles = new InstalledRoles(cluster, folder);
        try
        {
            foreach (var deployment in manifest.Deployments.Where(d => only is null || new CommandLineOf(d).Role == only))
            {
                await roles.StartAsync(deployment, ns, webhookPort);
            }

            await roles.UntilServingAsync();
            return roles;
        }
        catch (Exception e) when (e is not SkipException)
        {
            var tails = roles.Tails;
            await roles.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{tails}", e);
        }
    }

    /// <summary>Fails with the last lines of a role that has ended by itself.</summary>
    public void AssertRunning() => Assert.All(_running, r => Assert.False(r.Value.Process.HasExited, $"{r.Key} has ended by itself:\n{r.Value.Process.Tail}"));

    /// <summary>SIGTERM to each: exit code 0 within 10 s.</summary>
    public async Task StopCleanlyAsync()
    {
        foreach (var (process, _) in _running.Values)
        {
            await process.AssertStopsCleanlyAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _) in _running.Values)
        {
            await process.DisposeAsync();
        }
    }

    private async Task StartAsync(JsonNode deployment, string ns, int? webhookPort)
    {
        var line = new CommandLineOf(deployment);
        var free = LoopbackPorts.Free(2);
        int[] ports = [free[0], webhookPort ?? free[1]];
        var here = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["address"] = $"127.0.0.1:{ports[0]}",
            ["history-path"] = Path.Combine(_folder, "history"),
            ["recommender-interval"] = "2s",
            ["updater-interval"] = "3s",
            ["checkpoint-objects-interval"] = "2s",
            ["checkpoints-gc-interval"] = "5s",
            ["leader-elect-lease-duration"] = "6s",
            ["leader-elect-renew-deadline"] = "4s",
            ["leader-elect-retry-period"] = "1s",
            ["port"] = $"{ports[1]}",
        };
        if (line.Has("register-webhook") && line.Value("register-webhook") == "true")
        {
            // No Service of the cluster leads to this machine.
            here["register-by-url"] = "true";
            here["webhook-address"] = "https://localhost";
            here["webhook-port"] = $"{ports[1]}";
            _webhook = new Uri($"https://localhost:{ports[1]}");
        }

        await MountCertificatesAsync(deployment, ns, here);
        var flags = line.Given.Where(g => !here.ContainsKey(g[2..].Split('=')[0])).Concat(here.Where(h => line.Has(h.Key)).Select(h => $"--{h.Key}={h.Value}"));
        var account = RenderedManifest.PodSpec(deployment)["serviceAccountName"]!.GetValue<string>();
        var token = await _cluster.IssueServiceAccountTokenAsync(ns, account);
        var kubeconfig = Kubeconfig.Write(_folder, account, _cluster.Address, _cluster.CaPem, token);
        _running.Add(line.Role, (RoleProcess.StartIn(ns, line.Role, kubeconfig, _folder, flags), ports[0]));
    }

    /// <summary>Does what the kubelet does for the volume of the certificates. Without the Secret the folder stays empty, as with an optional volume.</summary>
    private async Task MountCertificatesAsync(JsonNode deployment, string ns, Dictionary<string, string> flags)
    {
        using var api = new ApiClient(_cluster, _cluster.AdminToken);
        if (await MountedSecret.MountAsync(api, deployment, ns, "tls-certs", Path.Combine(_folder, "tls-certs")) is { } files)
        {
            flags["tls-cert-file"] = files["serverCert.pem"];
            flags["tls-private-key"] = files["serverKey.pem"];
            flags["client-ca-file"] = files["caCert.pem"];
        }
    }

    private async Task UntilServingAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var (role, (_, port)) in _running)
        {
            await Polling.UntilAsync($"/ready-check of {role}", Patience, async cancel =>
            {
                AssertRunning();
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/ready-check"), cancel);
                return answer.StatusCode == HttpStatusCode.OK ? null : await answer.Content.ReadAsStringAsync(cancel);
            });
        }

        if (_webhook is null)
        {
            return;
        }

        using var api = new ApiClient(_cluster, _cluster.AdminToken);
        await Polling.UntilAsync("the webhook to be registered", Patience, async cancel =>
        {
            var registered = await api.FindAsync("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config", cancel);
            var url = registered?["webhooks"]?[0]?["clientConfig"]?["url"]?.GetValue<string>();
            return url is not null && new Uri(url) == _webhook ? null : $"its URL is {url ?? "not there"}";
        });
    }
}
