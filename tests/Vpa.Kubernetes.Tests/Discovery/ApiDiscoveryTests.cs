using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;
using Vpa.Simulation.ApiServer;

namespace Vpa.Kubernetes.Tests.Discovery;

public sealed class ApiDiscoveryTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private SimulatedCluster _cluster = null!;
    private ApiDiscovery _discovery = null!;

    public async Task InitializeAsync()
    {
        _cluster = await SimulatedCluster.StartAsync();
        _discovery = new ApiDiscovery(_cluster.Api, _time);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("v1", "pods/eviction", true)]
    [InlineData("v1", "pods/resize", true)]
    [InlineData("v1", "pods/dance", false)]
    [InlineData("apps/v1", "deployments", true)]
    [InlineData("apps/v9", "deployments", false)]
    [InlineData("no.such/v1", "things", false)]
    public async Task Tells_what_is_served(string groupVersion, string resource, bool served) =>
        Assert.Equal(served, await _discovery.HasResourceAsync(groupVersion, resource, CancellationToken.None));

    [Fact]
    public async Task Knows_in_which_version_pods_are_evicted() =>
        Assert.Equal(("policy", "v1", "Eviction"), await _discovery.FindResourceAsync("v1", "pods/eviction", CancellationToken.None) is { } e ? (e.Group, e.Version, e.Kind) : default);

    [Fact]
    public async Task Resolves_a_kind_of_a_group()
    {
        Assert.Equal([new ResourcePath("apps", "v1", "deployments")], await _discovery.ResolveAsync("apps", "Deployment", CancellationToken.None));
        Assert.Equal([new ResourcePath("", "v1", "pods")], await _discovery.ResolveAsync("", "Pod", CancellationToken.None));
        Assert.Empty(await _discovery.ResolveAsync("apps", "Nonsense", CancellationToken.None));
        Assert.Empty(await _discovery.ResolveAsync("no.such", "Deployment", CancellationToken.None));
    }

    [Fact]
    public async Task Remembers_answers_for_five_minutes_but_not_failures_R113()
    {
        _cluster.Server.Faults.Add(new FaultRule("*", "*", new Fault.Refuse(500)) { Count = 1 });
        await Assert.ThrowsAsync<KubernetesApiException>(() => _discovery.HasResourceAsync("v1", "pods", CancellationToken.None));
        Assert.True(await _discovery.HasResourceAsync("v1", "pods", CancellationToken.None));
        var requests = _cluster.Server.Requests.Total;
        Assert.True(await _discovery.HasResourceAsync("v1", "pods/eviction", CancellationToken.None));
        Assert.Equal(requests, _cluster.Server.Requests.Total);
        _time.Advance(ApiDiscovery.Lifetime);
        Assert.True(await _discovery.HasResourceAsync("v1", "pods", CancellationToken.None));
        Assert.Equal(requests + 1, _cluster.Server.Requests.Total);
    }
}
