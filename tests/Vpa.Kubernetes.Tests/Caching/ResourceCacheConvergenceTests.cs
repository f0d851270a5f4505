using System.Net;
using CsCheck;
using Vpa.Kubernetes.Client;
using Vpa.Simulation.ApiServer;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Caching;

/// <summary>
/// The law of the cache: whatever the server's objects and the connection go through, the cache comes to hold exactly the server's objects, and
/// its notifications, replayed, give the same without ever contradicting themselves.
/// </summary>
public sealed class ResourceCacheConvergenceTests
{
    private const int Names = 12;
    private long _faults;

    private static readonly Fault[] SimpleFaults =
        [new Fault.Refuse(429, 0), new Fault.Refuse(500), new Fault.Refuse(503), new Fault.Refuse(410), new Fault.CutBefore(), new Fault.DropBookmarks()];

    private static readonly Gen<Fault> Faults = Gen.OneOf<Fault>(
        Gen.Int[0, SimpleFaults.Length - 1].Select(i => SimpleFaults[i]),
        Gen.Long[0, 600].Select(Fault (n) => new Fault.CutBody(n)),
        Gen.Select(Gen.Long[0, 3], Gen.Bool).Select(Fault (n, mid) => new Fault.TearWatch(n, mid)),
        Gen.Long[0, 3].Select(Fault (n) => new Fault.SilenceWatch(n)),
        Gen.Long[0, 3].Select(Fault (n) => new Fault.ExpireWatch(n)));

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (6, Gen.Int[0, Names - 1].Select(Step (n) => new Step.Write(n))),
        (3, Gen.Int[0, Names - 1].Select(Step (n) => new Step.Delete(n))),
        (2, Gen.Int[0, Names - 1].Select(Step (n) => new Step.Recreate(n))),
        (5, Gen.Select(Gen.Bool, Faults).Select(Step (isList, fault) => new Step.Break(isList ? "list" : "watch", fault))),
        (1, Gen.Const<Step>(new Step.Compact())),
        (3, Gen.Const<Step>(new Step.EndWatches())),
        (4, Gen.Int[1, 30].Select(Step (ms) => new Step.Pause(ms))));

    [Fact]
    public async Task Cache_and_notifications_converge_to_the_servers_objects_whatever_happens()
    {
        await Steps.Array[10, 60].SampleAsync(ConvergesAsync, iter: 60, threads: 2, seed: "0N0XIzNsQ0O2");
        Assert.True(Interlocked.Read(ref _faults) > 30, $"only {_faults} faults befell the cache: the test shows nothing");
    }

    private async Task ConvergesAsync(Step[] steps)
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        var cache = cluster.Cache(ConfigItemDecoder.Resource, seed: steps.Length);
        var replayed = new ReplayedChanges<ConfigItem>(cache);
        using var stop = new CancellationTokenSource();
        var running = cache.RunAsync(stop.Token);
        for (var i = 0; i < steps.Length; i++)
        {
            await TakeAsync(cluster, steps[i], i);
        }

        Interlocked.Add(ref _faults, cluster.Server.Faults.Injected);
        cluster.Server.Faults.Clear();
        var expected = await ObjectsAsync(cluster);
        await Eventually.HoldsAsync(
            () => cache.HasSynced && expected.SetEquals(cache.List()),
            $"cache [{string.Join(", ", cache.List())}] holds the server's [{string.Join(", ", expected)}]");
        await cache.WaitForVersionAsync(cluster.Server.ResourceVersionOf("", "configmaps"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await running;
        Assert.Empty(replayed.Contradictions);
        Assert.True(expected.SetEquals(replayed.Objects.Values), "the replayed notifications differ from the server's objects");
        Assert.All(cache.List(), item => Assert.Same(item, cache.Find(new("default", item.Name))));
    }

    private static async Task TakeAsync(SimulatedCluster cluster, Step step, int revision)
    {
        switch (step)
        {
            case Step.Write(var name):
                await WriteAsync(cluster, name, revision);
                break;
            case Step.Delete(var name):
                await DeleteAsync(cluster, name);
                break;
            case Step.Recreate(var name):
                await DeleteAsync(cluster, name);
                await WriteAsync(cluster, name, revision);
                break;
            case Step.Break(var verb, var fault):
                cluster.Server.Faults.Add(new FaultRule(verb, "configmaps", fault) { Count = 1 });
                break;
            case Step.Compact:
                cluster.Server.CompactHistory();
                break;
            case Step.EndWatches:
                cluster.Server.EndWatches();
                break;
            case Step.Pause(var milliseconds):
                await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System); // lets the cache get somewhere before the next blow
                break;
        }
    }

    private static async Task WriteAsync(SimulatedCluster cluster, int name, int revision)
    {
        try
        {
            await cluster.CreateAsync(ConfigItem.Collection, $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"item-{{{name}}}"},"data":{"revision":"{{{revision}}}"}}""");
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            await cluster.PatchAsync($"{ConfigItem.Collection}/item-{name}", $$$"""{"data":{"revision":"{{{revision}}}"}}""");
        }
    }

    private static async Task DeleteAsync(SimulatedCluster cluster, int name)
    {
        try
        {
            await cluster.Api.DeleteAsync($"{ConfigItem.Collection}/item-{name}", CancellationToken.None);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // The step deletes only what is there.
        }
    }

    private static async Task<HashSet<ConfigItem>> ObjectsAsync(SimulatedCluster cluster)
    {
        var list = await cluster.GetAsync(ConfigItem.Collection);
        return [.. list["items"]!.AsArray().Select(i => new ConfigItem((string)i!["metadata"]!["name"]!, (string)i["metadata"]!["uid"]!, (string?)i["data"]?["revision"] ?? ""))];
    }

    internal abstract record Step
    {
        private Step()
        {
        }

        internal sealed record Write(int Name) : Step;

        internal sealed record Delete(int Name) : Step;

        internal sealed record Recreate(int Name) : Step;

        internal sealed record Break(string Verb, Fault Fault) : Step;

        internal sealed record Compact : Step;

        internal sealed record EndWatches : Step;

        internal sealed record Pause(int Milliseconds) : Step;
    }
}
