using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>What any Kubernetes API server does. Each test works in a namespace of its own.</summary>
public abstract partial class ContractTests : IDisposable
{
    private readonly Lazy<ApiClient> _client;

    protected ContractTests(IApiServerUnderTest server)
    {
        Server = server;
        _client = new Lazy<ApiClient>(() => ApiClient.Of(server));
    }

    protected IApiServerUnderTest Server { get; }

    protected ApiClient Client => _client.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Skips the test where there is no server to run it against.</summary>
    protected virtual void RequireServer()
    {
    }

    /// <summary>Waits until Pods can be made in a new namespace; on some servers, controllers have to prepare it first.</summary>
    protected virtual Task UntilPodsCanBeMadeAsync(string ns) => Task.CompletedTask;

    /// <summary>A new namespace's path.</summary>
    protected async Task<string> NamespaceAsync(string labels = "{}")
    {
        RequireServer();
        var name = "t-" + Guid.NewGuid().ToString("N")[..10];
        (await Client.PostAsync("/api/v1/namespaces", Manifests.Namespace(name, labels))).Expect(201);
        var ns = "/api/v1/namespaces/" + name;
        await UntilPodsCanBeMadeAsync(ns);
        return ns;
    }

    protected static string NameOf(string ns) => ns.Split('/')[^1];

    /// <summary>Polls until the answer is as wanted; fails with the last answer at the deadline.</summary>
    protected async Task<ApiAnswer> UntilAsync(string path, Func<ApiAnswer, bool> wanted)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await Client.GetAsync(path);
            if (wanted(answer))
            {
                return answer;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(end) < ApiClient.Deadline, $"still waiting at the deadline: {answer.Text}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    protected async Task<ApiAnswer> CreateMapAsync(string ns, string name, string labels = "{}", string data = "{}") =>
        (await Client.PostAsync(ns + "/configmaps", Manifests.ConfigMap(name, labels, data))).Expect(201);

    protected static IEnumerable<string> Names(ApiAnswer list) => list.Items.Select(i => ApiAnswer.Field((JsonNode?)i, "metadata.name")!);
}
