using System.Globalization;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.Host.Demo;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Manifests;

namespace Vpa.Benchmarks.Admitting;

/// <summary>The admission controller as a process on the simulated API server, with a number of Deployments, their ReplicaSets and VPAs in its caches.</summary>
internal sealed class LoadedWebhook : IAsyncDisposable
{
    public const string Namespace = "load";

    private const int Concurrency = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What deploy/admission-controller/deployment.yaml sets.</summary>
    private static readonly Dictionary<string, string> OfDeployment = new(StringComparer.Ordinal)
    {
        ["DOTNET_TieredPGO"] = "1",
        ["DOTNET_TC_CallCountThreshold"] = "1E",
        ["DOTNET_TC_CallCountingDelayMs"] = "64",
    };

    private readonly SimulatedApiServer _server;
    private readonly ApiClient _api;
    private readonly CertificateAuthority _authority = new("webhook-ca");
    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-admission-load-").FullName;
    private MeasuredRole? _process;

    private LoadedWebhook(SimulatedApiServer server)
    {
        _server = server;
        _api = new(server.Address, server.CaCertificatePem, server.AdminToken);
    }

    public MeasuredRole Process => _process!;

    public int Port { get; } = LoopbackPorts.Free(1)[0];

    public string CaPem => _authority.Pem;

    public static async Task<LoadedWebhook> StartAsync(int autoscalers)
    {
        var webhook = new LoadedWebhook(await SimulatedApiServer.StartAsync(new() { WatchHistoryLength = autoscalers * 6 }, CancellationToken.None));
        using (var connection = ApiConnection.WithToken(webhook._server.Address, webhook._server.CaCertificatePem, webhook._server.AdminToken))
        {
            var installer = new ManifestInstaller(connection);
            foreach (var manifest in DemoManifests.Installation.Append($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {Namespace}}}\n"))
            {
                await installer.InstallAsync(manifest, CancellationToken.None);
            }
        }

        await EachAsync(autoscalers, webhook.CreateAsync);
        webhook.StartProcess();
        return webhook;
    }

    /// <summary>Gives VPAs new recommendations, so that the caches are renewed under load.</summary>
    public Task RecommendAsync(int autoscalers, int cpu) => EachAsync(autoscalers, (i, cancel) => RecommendOneAsync(i, cpu + (i % 500), cancel));

    /// <summary>Waits until a pod is patched, which is when all caches are filled.</summary>
    public async Task UntilPatchingAsync(WebhookClient client) => await Polling.UntilAsync("the webhook to patch", Patience, async _ =>
        await client.TryAsync() ? null : _process!.Tail);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _api.Dispose();
        _authority.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task EachAsync(int count, Func<int, CancellationToken, Task> act) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, cancel) => await act(i, cancel));

    private async Task CreateAsync(int i, CancellationToken cancel)
    {
        var deployment = await CreateControllerAsync("deployments", "Deployment", $"web-{i}", $"web-{i}", "", cancel);
        var owner = $$"""
            ,"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web-{{i}}","uid":"{{deployment}}","controller":true}]
            """;
        await CreateControllerAsync("replicasets", "ReplicaSet", $"web-{i}-568dbbb4cc", $"web-{i}", owner, cancel);
        await _api.PostAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers", JsonNode.Parse($$$"""
            {"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"web-{{{i}}}"},
             "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web-{{{i}}}"},"updatePolicy":{"updateMode":"Recreate"},
              "resourcePolicy":{"containerPolicies":[{"containerName":"*","minAllowed":{"cpu":"10m","memory":"32Mi"},"maxAllowed":{"cpu":"4","memory":"8Gi"}}]} } }
            """)!, cancel);
        await RecommendOneAsync(i, 100 + (i % 500), cancel);
    }

    private async Task<string> CreateControllerAsync(string resource, string kind, string name, string app, string owner, CancellationToken cancel)
    {
        var made = await _api.PostAsync($"/apis/apps/v1/namespaces/{Namespace}/{resource}", JsonNode.Parse($$$$"""
            {"apiVersion":"apps/v1","kind":"{{{{kind}}}}","metadata":{"name":"{{{{name}}}}"{{{{owner}}}}},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"{{{{app}}}}"}},
             "template":{"metadata":{"labels":{"app":"{{{{app}}}}"}},"spec":{"containers":[{"name":"app","image":"app:1"},{"name":"proxy","image":"proxy:1"}]} } } }
            """)!, cancel);
        return made["metadata"]!["uid"]!.GetValue<string>();
    }

    private async Task RecommendOneAsync(int i, int cpu, CancellationToken cancel)
    {
        var values = $$"""{"cpu":"{{cpu}}m","memory":"{{cpu}}Mi"}""";
        var containers = string.Join(',', new[] { "app", "proxy" }.Select(c =>
            $$"""{"containerName":"{{c}}","target":{{values}},"lowerBound":{{values}},"upperBound":{{values}},"uncappedTarget":{{values}} }"""));
        await _api.SendAsync(
            HttpMethod.Patch, $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/web-{i}/status",
            $$"""{"status":{"recommendation":{"containerRecommendations":[{{containers}}]} } }""", cancel);
    }

    private void StartProcess()
    {
        var (certificate, key) = _authority.Issue("localhost");
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate);
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key);
        var kubeconfig = Path.Combine(_folder, "kubeconfig.yaml");
        File.WriteAllText(kubeconfig, _server.KubeconfigYaml(_server.IssueToken("system:serviceaccount:kube-system:vpa-admission-controller")));
        _process = MeasuredRole.Start("admission-controller", kubeconfig, _folder,
        [
            string.Create(CultureInfo.InvariantCulture, $"--port={Port}"), $"--tls-cert-file={Path.Combine(_folder, "cert.pem")}", $"--tls-private-key={Path.Combine(_folder, "key.pem")}",
            "--register-webhook=false", "--v=2",
        ], OfDeployment);
    }
}
