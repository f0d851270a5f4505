using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Simulation.Metrics;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Tests.Nodes;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests.Metrics;

public sealed class ScrapeTests
{
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(15);

    [Fact]
    public void A_pod_is_reported_from_its_second_scrape_on()
    {
        var (scrape, pod) = (NewScrape(), Running("web"));
        Assert.Empty(scrape.Take([pod], [], APod.Noon + Resolution).Pods);
        var measured = Assert.Single(scrape.Take([pod], [], APod.Noon + (2 * Resolution)).Pods);
        Assert.Equal(("shop", "web"), (measured.Namespace, measured.Name));
        Assert.InRange(measured.Window, Resolution - TimeSpan.FromSeconds(1.5), Resolution + TimeSpan.FromSeconds(1.5));
        Assert.InRange(measured.Timestamp, APod.Noon + (2 * Resolution) - TimeSpan.FromSeconds(1.5), APod.Noon + (2 * Resolution));
    }

    [Fact]
    public void A_pod_whose_container_has_just_restarted_is_left_out_once()
    {
        var (scrape, pod) = (NewScrape(), Running("web"));
        scrape.Take([pod], [], APod.Noon + Resolution);
        Assert.Single(scrape.Take([pod], [], APod.Noon + (2 * Resolution)).Pods);
        var status = pod.Status.ContainerStatuses![0];
        var again = pod with
        {
            Status = pod.Status with
            {
                ContainerStatuses = [status with { RestartCount = 1, State = new() { Running = new RunningState(APod.Noon + (2 * Resolution)) } }],
            },
        };
        Assert.Empty(scrape.Take([again], [], APod.Noon + (3 * Resolution)).Pods);
        Assert.Single(scrape.Take([again], [], APod.Noon + (4 * Resolution)).Pods);
    }

    [Fact]
    public void A_successor_of_the_same_name_is_a_new_pod()
    {
        var (scrape, pod) = (NewScrape(), Running("web"));
        scrape.Take([pod], [], APod.Noon + Resolution);
        var successor = pod with { Metadata = pod.Metadata with { Uid = "another" } };
        Assert.Empty(scrape.Take([successor], [], APod.Noon + (2 * Resolution)).Pods);
    }

    [Fact]
    public void Memory_is_never_seen_above_the_limit()
    {
        var pod = TheNode.Step(
            APod.Named("web").LimitedTo("1", "64Mi").Using("""{"app":{"memory":{"shape":"steady","level":"1Gi"}}}""").Build(), APod.Noon);
        var scrape = NewScrape();
        scrape.Take([pod], [], APod.Noon + Resolution);
        Assert.Equal(64L << 20, scrape.Take([pod], [], APod.Noon + (2 * Resolution)).Pods[0].Containers[0].Usage.MemoryBytes);
    }

    [Fact]
    public void A_node_uses_what_its_pods_use_and_something_itself()
    {
        Pod[] pods = [Running("a"), Running("b")];
        var nodes = new[] { new Node { Metadata = new() { Name = "node-1" } }, new Node { Metadata = new() { Name = "node-2" } } };
        var scrape = NewScrape();
        Assert.Empty(scrape.Take(pods, nodes, APod.Noon + Resolution).Nodes);
        var measured = scrape.Take(pods, nodes, APod.Noon + (2 * Resolution)).Nodes;
        Assert.InRange(measured[0].Usage.CpuNanocores, 900_000_000, 1_200_000_000);
        Assert.InRange(measured[1].Usage.CpuNanocores, 40_000_000, 80_000_000);
    }

    private static Scrape NewScrape() => new(new UsageModel(1, NullLogger.Instance), 1, Resolution);

    private static Pod Running(string name) => TheNode.Step(APod.Named(name).Requesting("1", "1Gi").Build(), APod.Noon);
}
