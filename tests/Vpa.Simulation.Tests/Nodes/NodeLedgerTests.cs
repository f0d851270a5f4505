using CsCheck;
using Vpa.Simulation.Nodes;

namespace Vpa.Simulation.Tests.Nodes;

public sealed class NodeLedgerTests
{
    [Fact]
    public void No_node_is_ever_filled_beyond_its_capacity() =>
        Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 6000]).List[0, 60].Sample(demands =>
        {
            var nodes = new[] { TheNode.Of("node-1"), TheNode.Of("node-2"), TheNode.Of("node-3") };
            var ledger = new NodeLedger(nodes, []);
            var placed = nodes.ToDictionary(n => n.Name, _ => new PodDemand());
            var count = nodes.ToDictionary(n => n.Name, _ => 0);
            foreach (var (milli, mebi) in demands)
            {
                var pod = APod.Named("p").Unscheduled().Requesting($"{milli}m", $"{mebi}Mi").Build();
                if (ledger.TryPlace(pod) is { } node)
                {
                    var sum = placed[node];
                    placed[node] = new PodDemand(sum.CpuNanocores + (milli * 1_000_000L), sum.MemoryBytes + ((long)mebi << 20));
                    count[node]++;
                }
            }

            return placed.Values.All(s => s.CpuNanocores <= 4_000_000_000 && s.MemoryBytes <= 8L << 30) && count.Values.All(c => c <= 10);
        });

    [Fact]
    public void A_pod_that_fits_nowhere_is_told_why()
    {
        var ledger = new NodeLedger([TheNode.Of("node-1"), TheNode.Of("node-2")], []);
        var pod = APod.Named("huge").Unscheduled().Requesting("64", "1Gi").Build();
        Assert.Null(ledger.TryPlace(pod));
        Assert.Equal("0/2 nodes are available: 2 Insufficient cpu.", ledger.WhyNot(pod));
    }

    [Fact]
    public void A_malformed_request_counts_as_none() =>
        Assert.Equal("node-1", TheNode.Ledger().TryPlace(APod.Named("odd").Unscheduled().Requesting("1K", "NaN").Build()));

    [Fact]
    public void Replicas_spread_over_the_nodes()
    {
        var ledger = new NodeLedger([TheNode.Of("node-1"), TheNode.Of("node-2"), TheNode.Of("node-3")], []);
        var nodes = Enumerable.Range(0, 9).Select(i => ledger.TryPlace(APod.Named($"p{i}").Unscheduled().Requesting("100m", "64Mi").Build())!);
        Assert.All(nodes.CountBy(n => n), n => Assert.Equal(3, n.Value));
    }
}
