using System.Net;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>Creates pods of one Deployment without a pause, and keeps account of those that came out as they went in.</summary>
internal sealed class PodStream : IAsyncDisposable
{
    private const string Cpu = "250m";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly ApiClient _api;
    private readonly string _namespace;
    private readonly JsonObject _pod;
    private readonly Func<Task> _between;
    private readonly List<string> _missed = [];
    private Task _running = Task.CompletedTask;
    private int _created;

    private PodStream(ApiClient api, string ns, JsonObject pod, Func<Task> between) => (_api, _namespace, _pod, _between) = (api, ns, pod, between);

    /// <summary>Makes a namespace with a Deployment and its VPA, waits until the webhook knows them, and starts.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="between">Done after each pod, before the next is created.</param>
    public static async Task<PodStream> StartAsync(ITestCluster cluster, string ns, Func<Task>? between = null)
    {
        var stream = await PrepareAsync(cluster, ns, between);
        await stream.UntilPatchedAsync();
        stream._running = stream.RunAsync();
        return stream;
    }

    /// <summary>Makes a namespace with a Deployment and its VPA, and no Pods yet.</summary>
    public static async Task<PodStream> PrepareAsync(ITestCluster cluster, string ns, Func<Task>? between = null)
    {
        await Installation.CreateNamespaceAsync(cluster, ns);
        var api = new ApiClient(cluster, cluster.AdminToken);
        var deployment = await api.PostAsync($"/apis/apps/v1/namespaces/{ns}/deployments", JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"app","image":"registry.example/app:1"}]}}}}
            """)!);
        await api.PostAsync($"/apis/autoscaling.k8s.io/v1/namespaces/{ns}/verticalpodautoscalers", JsonNode.Parse("""
            {"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"web"},"spec":{"recommenders":[{"name":"this-test"}],"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"}}}
            """)!);
        await RecommendAsync(api, ns, "web", Cpu, "96Mi");
        return new PodStream(api, ns, Pod(deployment["metadata"]!["uid"]!.GetValue<string>()), between ?? (() => Task.CompletedTask));
    }

    /// <summary>Waits until a pod would be patched.</summary>
    public Task UntilPatchedAsync() => Polling.UntilAsync("a pod to be patched", Patience, async cancel =>
        IsPatched(await _api.PostAsync(Path + "?dryRun=All", _pod, cancel)) ? null : "it is not");

    /// <summary>Writes a recommendation for the container <c>app</c>, as a recommender does.</summary>
    public static async Task RecommendAsync(ApiClient api, string ns, string vpa, string cpu, string memory)
    {
        var values = $$"""{"cpu":"{{cpu}}","memory":"{{memory}}"}""";
        var (code, body) = await api.SendAsync(
            HttpMethod.Patch, $"/apis/autoscaling.k8s.io/v1/namespaces/{ns}/verticalpodautoscalers/{vpa}/status",
            $$"""{"status":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{{values}},"lowerBound":{{values}},"upperBound":{{values}},"uncappedTarget":{{values}} }]} } }""");
        Assert.True(code == HttpStatusCode.OK, $"status of {ns}/{vpa}: {code} {body}");
    }

    /// <summary>Waits until so many more pods have been created.</summary>
    public Task UntilMoreAsync(int pods)
    {
        var enough = Volatile.Read(ref _created) + pods;
        return UntilAsync($"{pods} more pods", () => Volatile.Read(ref _created) >= enough ? null : $"{Volatile.Read(ref _created)} of {enough}");
    }

    /// <summary>Waits until a condition holds, while pods are created; the probe returns null then, else the reason why it does not.</summary>
    public Task UntilAsync(string what, Func<string?> probe) =>
        Polling.UntilAsync(what, Patience, _ => Task.FromResult(_running.IsFaulted ? throw _running.Exception : probe()));

    /// <summary>Ends the stream; fails when a pod came out as it went in.</summary>
    public async Task AssertAllWerePatchedAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Assert.True(_missed.Count == 0, $"{_missed.Count} of {_created} pods were not patched, the first at {_missed.FirstOrDefault()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _api.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{_namespace}", null);
        _api.Dispose();
        _stop.Dispose();
    }

    private string Path => $"/api/v1/namespaces/{_namespace}/pods";

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var pod = await _api.PostAsync(Path, _pod);
            if (!IsPatched(pod))
            {
                _missed.Add($"{TimeProvider.System.GetUtcNow():O}: {pod["spec"]!["containers"]!.ToJsonString()}");
            }

            await _api.SendAsync(HttpMethod.Delete, $"{Path}/{pod["metadata"]!["name"]}?gracePeriodSeconds=0", null);
            Interlocked.Increment(ref _created);
            await _between();
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private static bool IsPatched(JsonNode pod) =>
        pod["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.GetValue<string>() == Cpu && pod["metadata"]!["annotations"]?["vpaUpdates"] is not null;

    private static JsonObject Pod(string deployment) => JsonNode.Parse($$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"web-","labels":{"app":"web"},
          "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"{{{deployment}}}","controller":true}]},
         "spec":{"containers":[{"name":"app","image":"registry.example/app:1","resources":{"requests":{"cpu":"50m","memory":"32Mi"} } }]} }
        """)!.AsObject();
}
