using System.Text.Json;
using Vpa.Domain.Histograms;
using Vpa.Domain.Quantities;
using Vpa.Domain.Usage;
using Vpa.Testing.Vectors;
using Xunit.Abstractions;

namespace Vpa.Conformance.Tests;

public sealed class ContainerConformanceTests(ITestOutputHelper output)
{
    private static readonly AggregateKey Key = new(new("default", "Deployment", "web"), "app");

    [Fact]
    public void Containers() => VectorFile.Check("containers.json", output.WriteLine, vector => Run(vector, restartAfter: int.MaxValue));

    [Fact]
    public void Containers_whose_state_is_saved_and_restored_after_every_event() =>
        VectorFile.Check("containers.json", output.WriteLine, vector => Run(vector, restartAfter: 1));

    private static void Run(JsonElement vector, int restartAfter)
    {
        var options = AggregationOptions.Default with
        {
            MemoryAggregationInterval = TimeSpan.FromSeconds(vector.GetProperty("interval").GetInt64()),
            OomBumpUpRatio = vector.GetProperty("ratio").GetDouble(),
            OomMinBumpUpBytes = vector.GetProperty("min").GetDouble(),
        };
        var aggregate = new ContainerAggregate(Key, options, DateTimeOffset.UnixEpoch);
        var count = 0;
        foreach (var step in vector.GetProperty("events").EnumerateArray())
        {
            Feed(aggregate.Track("pod-0"), step);
            if (++count % restartAfter == 0)
            {
                aggregate = ContainerAggregate.FromSnapshot(aggregate.ToSnapshot(), options);
            }
        }

        var snapshot = aggregate.ToSnapshot();
        HistogramExpectation.Check(vector.GetProperty("cpu"), DecayingHistogram.FromSnapshot(BucketScheme.Cpu, options.CpuHalfLife, snapshot.Cpu));
        HistogramExpectation.Check(vector.GetProperty("mem"), DecayingHistogram.FromSnapshot(BucketScheme.Memory, options.MemoryHalfLife, snapshot.Memory));
        Assert.Equal(vector.GetProperty("count").GetInt64(), snapshot.SampleCount);
        Assert.Equal(Instant(vector, "first"), snapshot.FirstSample);
        Assert.Equal(Instant(vector, "last"), snapshot.LastSample);
    }

    private static void Feed(ContainerUsageWindow window, JsonElement step)
    {
        var (at, value) = (step.GetProperty("time").GetDateTimeOffset(), step.GetProperty("v").GetInt64());
        var accepted = step.GetProperty("op").GetString() switch
        {
            "cpu" => window.AddCpu(at, new CpuAmount(value)),
            "mem" => window.AddMemory(at, new MemoryAmount(value)),
            "oom" => window.AddOutOfMemory(at, new MemoryAmount(value)) is OutOfMemoryOutcome.Accepted,
            var op => throw new InvalidDataException($"unknown event {op}"),
        };
        Assert.Equal(step.GetProperty("ok").GetBoolean(), accepted);
        if (step.TryGetProperty("end", out _))
        {
            Assert.Equal(Instant(step, "end"), window.WindowEnd);
        }
    }

    /// <summary>An instant; the zero instant and null stand for unset.</summary>
    private static DateTimeOffset? Instant(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetDateTimeOffset() is var at && at != DateTimeOffset.MinValue
            ? at
            : null;
}
