using System.Text;
using System.Text.Json;
using Vpa.Simulation.Metrics;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Tests.Metrics;

public sealed class MetricsJsonTests
{
    [Fact]
    public void Pod_metrics_are_printed_as_metrics_server_prints_them()
    {
        var pod = new MeasuredPod(
            "shop",
            "web-1",
            new Dictionary<string, string> { ["b"] = "2", ["app"] = "web" },
            APod.Noon - TimeSpan.FromSeconds(1.2),
            TimeSpan.FromSeconds(15.3),
            [new MeasuredContainer("app", new ContainerUsage(31_323_876, 280_200 << 10))]);
        Assert.Equal(
            """{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[{"metadata":{"name":"web-1","namespace":"shop","creationTimestamp":"2026-03-01T12:00:00Z","labels":{"app":"web","b":"2"}},"timestamp":"2026-03-01T11:59:58Z","window":"15.3s","containers":[{"name":"app","usage":{"cpu":"31323876n","memory":"280200Ki"}}]}]}""",
            Print(json => MetricsJson.WriteList(json, [pod], APod.Noon)));
    }

    [Fact]
    public void Node_metrics_are_printed_as_metrics_server_prints_them()
    {
        var node = new MeasuredNode("node-1", new Dictionary<string, string>(), APod.Noon, TimeSpan.FromSeconds(75.25), new ContainerUsage(1_250_000_001, 3L << 30));
        Assert.Equal(
            """{"kind":"NodeMetrics","apiVersion":"metrics.k8s.io/v1beta1","metadata":{"name":"node-1","creationTimestamp":"2026-03-01T12:00:00Z"},"timestamp":"2026-03-01T12:00:00Z","window":"1m15.25s","usage":{"cpu":"1250000001n","memory":"3Gi"}}""",
            Print(json => MetricsJson.Write(json, node, APod.Noon, typed: true)));
    }

    /// <summary>Quantities are canonical: the suffix is the largest that leaves an integer.</summary>
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1n")]
    [InlineData(31_323_876, "31323876n")]
    [InlineData(31_323_000, "31323u")]
    [InlineData(300_000_000, "300m")]
    [InlineData(2_000_000_000, "2")]
    public void Cpu_is_printed_canonically(long nanocores, string expected) => Assert.Equal(expected, QuantityText.PrintCpu(nanocores));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(286_924_800, "280200Ki")]
    [InlineData(300L << 20, "300Mi")]
    [InlineData(4097, "4097")]
    public void Memory_is_printed_canonically(long bytes, string expected) => Assert.Equal(expected, QuantityText.PrintMemory(bytes));

    private static string Print(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
