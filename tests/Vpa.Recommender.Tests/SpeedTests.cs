using Vpa.Recommender.Tests.World;
using Vpa.Testing;
using Xunit.Abstractions;

namespace Vpa.Recommender.Tests;

/// <summary>The size of the budget: 1,000 VPAs, 5,000 pods, 10,000 containers. Alone, because it measures the process.</summary>
[Collection(nameof(SpeedTests))]
[CollectionDefinition(nameof(SpeedTests), DisableParallelization = true)]
public sealed class SpeedTests(ITestOutputHelper output)
{
    private const int Workloads = 1_000;
    private const int Replicas = 5;
    private const int Turns = 5;

    // The whole cycle with requests and storage has 1.5 s; this is the part without them.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task A_cycle_of_ten_thousand_containers_costs_a_fraction_of_the_budget()
    {
        var cluster = new Cluster();
        for (var w = 0; w < Workloads; w++)
        {
            Add(cluster, w);
        }

        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        for (var turn = 0; turn < Turns; turn++)
        {
            await recommender.TurnAsync();
        }

        cpu = (Environment.CpuUsage.TotalTime - cpu) / Turns;
        allocated = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Turns;
        output.WriteLine($"{cpu.TotalMilliseconds:F0} ms CPU and {allocated / 1024.0 / 1024.0:F1} MiB allocated a cycle");
        Assert.Equal(2 * Workloads, cluster.Store.Stored.Count);
        Assert.InRange(cpu, TimeSpan.Zero, Budget);
    }

    private static void Add(Cluster cluster, int w)
    {
        cluster.Controllers.Add("Deployment", $"web-{w}");
        cluster.Controllers.Add("ReplicaSet", $"web-{w}-1", "Deployment", $"web-{w}");
        cluster.With(AVpa.Named($"web-{w}").Targeting("Deployment", $"web-{w}"));
        for (var r = 0; r < Replicas; r++)
        {
            var pod = $"web-{w}-1-{r}";
            cluster.Put(APod.Named(pod).OwnedBy("ReplicaSet", $"web-{w}-1").WithContainer("app").WithContainer("proxy"));
            cluster.Using(pod, $"{100 + (w % 800)}m", $"{100 + (w % 700)}Mi").Using(pod, "10m", "20Mi", container: "proxy");
        }
    }
}
