using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests.Usage;

public sealed class UsageModelTests
{
    private static readonly DateTimeOffset Noon = APod.Noon;

    [Fact]
    public void A_manifest_without_a_script_uses_a_steady_part_of_its_request()
    {
        var pod = APod.Named("web").Requesting("1", "1Gi").Build();
        for (var minute = 0; minute < 100; minute++)
        {
            var used = Model().Of(pod, pod.Spec.Containers[0], Noon, Noon + TimeSpan.FromMinutes(minute));
            Assert.InRange(used.CpuNanocores, 450_000_000, 550_000_000);
            Assert.InRange(used.MemoryBytes, 540L << 20, 680L << 20);
            Assert.Equal(0, used.MemoryBytes % 4096);
        }
    }

    [Fact]
    public void A_bad_script_falls_back_to_the_default()
    {
        var plain = APod.Named("web").Requesting("1", "1Gi").Build();
        var bad = APod.Named("web").Requesting("1", "1Gi").Using("{").Build();
        Assert.Equal(Model().Of(plain, plain.Spec.Containers[0], Noon, Noon), Model().Of(bad, bad.Spec.Containers[0], Noon, Noon));
    }

    [Fact]
    public void Cpu_is_throttled_at_its_limit_and_memory_is_not()
    {
        var pod = APod.Named("web").LimitedTo("200m", "64Mi")
            .Using("""{"app":{"cpu":{"shape":"steady","level":"3"},"memory":{"shape":"steady","level":"1Gi"}}}""").Build();
        Assert.Equal(new ContainerUsage(200_000_000, 1 << 30), Model().Of(pod, pod.Spec.Containers[0], Noon, Noon));
    }

    [Fact]
    public void A_leak_begins_at_its_base_again_after_a_restart()
    {
        var pod = APod.Named("web").Using("""{"app":{"memory":{"shape":"leak","base":"100Mi","perHour":"60Mi"}}}""").Build();
        var container = pod.Spec.Containers[0];
        Assert.Equal(160L << 20, Model().Of(pod, container, Noon, Noon + TimeSpan.FromHours(1)).MemoryBytes);
        Assert.Equal(100L << 20, Model().Of(pod, container, Noon + TimeSpan.FromHours(1), Noon + TimeSpan.FromHours(1)).MemoryBytes);
    }

    [Fact]
    public void Two_models_of_one_seed_agree_and_of_two_seeds_do_not()
    {
        var pod = APod.Named("web").Requesting("1", "1Gi").Build();
        var container = pod.Spec.Containers[0];
        Assert.Equal(Model().Of(pod, container, Noon, Noon), Model().Of(pod, container, Noon, Noon));
        Assert.NotEqual(Model().Of(pod, container, Noon, Noon), new UsageModel(2, NullLogger.Instance).Of(pod, container, Noon, Noon));
    }

    private static UsageModel Model() => new(1, NullLogger.Instance);
}
