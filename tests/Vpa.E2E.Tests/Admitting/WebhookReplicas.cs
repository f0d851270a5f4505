using System.Globalization;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>
/// Two admission controllers as processes with the same certificate files, behind one port that sends new connections to them in turn, registered with the
/// real API server.
/// </summary>
internal sealed class WebhookReplicas : IAsyncDisposable
{
    private const int Count = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly RealCluster _cluster;
    private readonly string _folder;
    private readonly int[] _ports = LoopbackPorts.Free(2 * Count);
    private readonly List<RoleProcess> _processes = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private WebhookReplicas(RealCluster cluster, string folder) => (_cluster, _folder, Certificates) = (cluster, folder, new(folder));

    /// <summary>The port that the API server calls.</summary>
    public ForwardedPort Service { get; } = new();

    /// <summary>The files of both.</summary>
    public CertificateFolder Certificates { get; }

    private IEnumerable<int> WebhookPorts => _ports.Take(Count);

    /// <summary>Starts them, and returns when both can be called and are registered.</summary>
    public static async Task<WebhookReplicas> StartAsync(RealCluster cluster, string name)
    {
        var replicas = new WebhookReplicas(cluster, Directory.CreateDirectory(Path.Combine(cluster.Folder, name)).FullName);
        try
        {
            await replicas.StartAsync();
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    /// <summary>The serial numbers of the certificates that new connections are shown, one for each replica.</summary>
    public Task<IReadOnlyList<string>> ServedSerialNumbersAsync() => ServedCertificate.SerialNumbersAsync(WebhookPorts);

    /// <summary>How many Pods each replica has patched.</summary>
    public async Task<IReadOnlyList<int>> PatchedAsync() =>
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => PatchedPods.CountAsync(_http, Status(i))));

    /// <summary>Waits until the API server is told to trust exactly this bundle.</summary>
    public Task UntilRegisteredAsync(ApiClient api, string caPem) => UntilAsync("the CA bundle to be registered", async cancel =>
        (await RegisteredWebhook.RegisteredCaAsync(api, cancel)).Trim() == caPem.Trim() ? null : "another one is");

    /// <summary>Waits until a condition holds, while both run.</summary>
    public Task UntilAsync(string what, Func<CancellationToken, Task<string?>> probe) => Polling.UntilAsync(what, Patience, async cancel =>
    {
        Assert.All(_processes, p => Assert.False(p.HasExited, p.Tail));
        return await probe(cancel) is { } reason ? $"{reason}\n{string.Join("\n\n", _processes.Select(p => p.Tail))}" : null;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        // The control plane is shared with other tests: a webhook without a server would slow each of their writes.
        await Installation.AdminOf(_cluster).RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
        await Service.DisposeAsync();
        _http.Dispose();
    }

    private Uri Status(int replica) => new($"http://127.0.0.1:{_ports[Count + replica]}");

    private async Task StartAsync()
    {
        Certificates.WriteCa(Certificates.Authority.Pem);
        Certificates.WriteServer(Certificates.Authority);
        var token = await _cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-admission-controller");
        var kubeconfig = Kubeconfig.Write(_folder, "vpa-admission-controller", _cluster.Address, _cluster.CaPem, token);
        for (var i = 0; i < Count; i++)
        {
            var logs = Directory.CreateDirectory(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"replica-{i}"))).FullName;
            _processes.Add(RoleProcess.Start("admission-controller", kubeconfig, logs, Flags(i)));
        }

        for (var i = 0; i < Count; i++)
        {
            await UntilReadyAsync(i);
        }

        Service.LeadTo([.. WebhookPorts]);
        using var api = new ApiClient(_cluster, _cluster.AdminToken);
        await UntilRegisteredAsync(api, Certificates.Authority.Pem);
    }

    private Task UntilReadyAsync(int replica) => UntilAsync("the webhook to be ready", async cancel =>
    {
        using var answer = await _http.GetAsync(new Uri(Status(replica), "/ready-check"), cancel);
        return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync(cancel);
    });

    private IEnumerable<string> Flags(int replica) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--address=127.0.0.1:{_ports[Count + replica]}"),
        string.Create(CultureInfo.InvariantCulture, $"--port={_ports[replica]}"),
        .. Certificates.Flags,
        "--reload-cert",
        "--register-by-url=true",
        "--webhook-address=https://localhost",
        string.Create(CultureInfo.InvariantCulture, $"--webhook-port={Service.Port}"),
        "--v=4",
    ];
}
