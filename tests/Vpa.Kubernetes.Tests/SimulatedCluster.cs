using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;
using Vpa.Simulation.ApiServer;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests;

/// <summary>A simulated API server and a client of it that reads a real kubeconfig file.</summary>
internal sealed class SimulatedCluster : IAsyncDisposable
{
    private readonly string _kubeconfig;

    private SimulatedCluster(SimulatedApiServer server, string kubeconfig, KubernetesApi api)
    {
        Server = server;
        _kubeconfig = kubeconfig;
        Api = api;
    }

    public SimulatedApiServer Server { get; }

    public KubernetesApi Api { get; }

    /// <summary>Short times, so that faults are noticed within a test.</summary>
    public static ResourceCacheOptions Impatient { get; } = new()
    {
        PageSize = 7,
        MinWatchDuration = TimeSpan.FromSeconds(1),
        MaxWatchDuration = TimeSpan.FromSeconds(1),
        WatchGrace = TimeSpan.FromMilliseconds(300),
        BookmarkSilence = TimeSpan.FromMilliseconds(500),
        PageTimeout = TimeSpan.FromSeconds(5),
        MinBackoff = TimeSpan.FromMilliseconds(5),
        MaxBackoff = TimeSpan.FromMilliseconds(50),
    };

    public static async Task<SimulatedCluster> StartAsync(SimulatedApiServerOptions? options = null)
    {
        var server = await SimulatedApiServer.StartAsync(options ?? new SimulatedApiServerOptions { BookmarkInterval = TimeSpan.FromMilliseconds(100) }, CancellationToken.None);
        var kubeconfig = Path.Combine(Path.GetTempPath(), $"vpa-kubernetes-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(kubeconfig, server.KubeconfigYaml(server.AdminToken));
        var api = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
        return new SimulatedCluster(server, kubeconfig, api);
    }

    public ResourceCache<T> Cache<T>(CachedResource<T> resource, int seed = 1, ILogger? logger = null)
        where T : class =>
        new(Api, resource, Impatient, new OwnMeters(), TimeProvider.System, logger ?? NullLogger.Instance, new Random(seed));

    public Task CreateAsync(string collection, string json) => Api.PostAsync(collection, JsonNode.Parse(json)!, TestJson.Default.JsonNode, CancellationToken.None);

    public Task PatchAsync(string path, string mergePatch) => Api.PatchAsync(path, PatchKind.Merge, Encoding.UTF8.GetBytes(mergePatch), CancellationToken.None);

    public Task<JsonNode> GetAsync(string path) => Api.GetJsonAsync(path, TestJson.Default.JsonNode, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Server.DisposeAsync();
        File.Delete(_kubeconfig);
    }
}
