using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Admitting;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>
/// What nodes and a Service do for the Deployment of the webhook: when its image changes, the new program is started as the Deployment says;
/// requests are led to it as soon as it is ready, and only then the old one is asked to stop.
/// </summary>
/// <remarks>Upstream's image is played by this project's program: with upstream's arguments, rights and certificates it serves in its place.</remarks>
internal sealed class WebhookRollOut(RealCluster cluster, string folder) : IAsyncDisposable
{
    private const string Path = "/apis/apps/v1/namespaces/kube-system/deployments/vpa-admission-controller";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ForwardedPort _service = new();
    private readonly ApiClient _api = new(cluster, cluster.AdminToken);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private RoleProcess? _running;
    private Uri? _status;

    /// <summary>Where the API server finds the Service, whoever serves.</summary>
    public Uri Webhook => new($"https://localhost:{_service.Port}");

    /// <summary>Waits until the Deployment has this image, rolls over to it, and returns how many Pods the old program had patched.</summary>
    public async Task<int> ToAsync(string image)
    {
        var deployment = await Polling.ForAsync($"the Deployment to have the image {image}", Patience, async cancel =>
            await _api.FindAsync(Path, cancel) is { } found && RenderedManifest.Container(found)["image"]!.GetValue<string>() == image ? found : null);
        var ports = LoopbackPorts.Free(2);
        var next = RoleProcess.Start("admission-controller", await KubeconfigAsync(), folder, Flags(deployment, ports));
        var (old, oldStatus) = (_running, _status);
        (_running, _status) = (next, new Uri($"http://127.0.0.1:{ports[0]}"));
        await UntilReadyAsync(next, _status);
        _service.LeadTo(ports[1]);
        if (old is null)
        {
            return 0;
        }

        await using (old)
        {
            var patched = await PatchedPods.CountAsync(_http, oldStatus!);
            await old.AssertStopsCleanlyAsync();
            return patched;
        }
    }

    /// <summary>How many Pods the program that runs now has patched.</summary>
    public Task<int> PatchedAsync() => PatchedPods.CountAsync(_http, _status!);

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        await _service.DisposeAsync();
        _http.Dispose();
        _api.Dispose();
    }

    private async Task<string> KubeconfigAsync() =>
        Kubeconfig.Write(folder, "webhook", cluster.Address, cluster.CaPem, await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-admission-controller"));

    /// <summary>The arguments of the container (upstream's image has the role built in), with the addresses of this machine and its copy of the Secret.</summary>
    private IEnumerable<string> Flags(JsonNode deployment, int[] ports) =>
    [
        .. RenderedManifest.Texts(RenderedManifest.Container(deployment)["args"]).Where(a => a.StartsWith('-')),
        $"--address=127.0.0.1:{ports[0]}", $"--port={ports[1]}",
        "--register-by-url", "--webhook-address=https://localhost", string.Create(CultureInfo.InvariantCulture, $"--webhook-port={_service.Port}"),
        $"--tls-cert-file={folder}/serverCert.pem", $"--tls-private-key={folder}/serverKey.pem", $"--client-ca-file={folder}/caCert.pem",
    ];

    private Task UntilReadyAsync(RoleProcess process, Uri status) => Polling.UntilAsync("the webhook to be ready", Patience, async cancel =>
    {
        Assert.False(process.HasExited, process.Tail);
        using var answer = await _http.GetAsync(new Uri(status, "/ready-check"), cancel);
        return answer.StatusCode == HttpStatusCode.OK ? null : await answer.Content.ReadAsStringAsync(cancel);
    });
}
