using Vpa.Recommender.Tests.World;
using Xunit.Abstractions;

namespace Vpa.Recommender.Tests;

/// <summary>Alone, because it measures the process. The time of a cycle depends on the machine: that is measured by the benchmarks.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Turns = 5;

    /// <summary>What a cycle may allocate, in MiB.</summary>
    private const double Budget = 16;

    [Fact]
    public async Task A_cycle_of_ten_thousand_containers_allocates_within_the_budget()
    {
        var cluster = LargeCluster.Create();
        await using var recommender = await Running.StartAsync(cluster);
        await recommender.TurnAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (var turn = 0; turn < Turns; turn++)
        {
            await recommender.TurnAsync();
        }

        var perTurn = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Turns / 1048576.0;
        output.WriteLine($"{perTurn:F1} MiB allocated a cycle");
        Assert.Equal(LargeCluster.Histories, cluster.Store.Stored.Count);
        Assert.InRange(perTurn, 0, Budget);
    }
}
