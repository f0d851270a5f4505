using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Histograms;
using Vpa.Testing.Vectors;
using Xunit.Abstractions;

namespace Vpa.Conformance.Tests;

public sealed class HistogramConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Buckets() => VectorFile.Check("buckets.json", output.WriteLine, vector =>
    {
        var scheme = Scheme(vector);
        var bucket = scheme.Find(vector.GetProperty("value").GetDouble());
        Assert.Equal(vector.GetProperty("bucket").GetInt32(), bucket);
        Assert.Equal(vector.GetProperty("bucketStart").GetDouble(), scheme.Start(bucket));
    });

    [Fact]
    public void Histograms() => VectorFile.Check("histograms.json", output.WriteLine, vector =>
    {
        var histogram = Build(vector, vector.GetProperty("steps"));
        HistogramExpectation.Check(vector, histogram);
        if (vector.TryGetProperty("checkpoint", out var checkpoint))
        {
            var reloaded = Load(vector, checkpoint);
            HistogramExpectation.CheckPercentiles(vector, "expectedAfterReload", reloaded);
        }
    });

    [Fact]
    public void Histograms_at_their_edges() => VectorFile.Check("histograms-edge.json", output.WriteLine, vector =>
        HistogramExpectation.Check(vector, Build(vector, vector.GetProperty("steps")), exactTotal: true));

    [Fact]
    public void Merges() => VectorFile.Check("merges.json", output.WriteLine, vector =>
    {
        var into = Build(vector, vector.GetProperty("into"));
        var from = Build(vector, vector.GetProperty("from"));
        var before = from.ToSnapshot();
        into.Merge(from);
        HistogramExpectation.Check(vector, into);
        Assert.Equal(before, from.ToSnapshot());
    });

    [Fact]
    public void Snapshots_restore_every_histogram_exactly() => VectorFile.Check("histograms-edge.json", output.WriteLine, vector =>
    {
        var histogram = Build(vector, vector.GetProperty("steps"));
        var restored = DecayingHistogram.FromSnapshot(Scheme(vector), histogram.HalfLife, histogram.ToSnapshot());
        HistogramExpectation.Check(vector, restored, exactTotal: true);
        Assert.Equal(histogram.ToSnapshot(), restored.ToSnapshot());
    });

    private static BucketScheme Scheme(JsonElement vector) => vector.GetProperty("kind").GetString() switch
    {
        "cpu" => BucketScheme.Cpu,
        "memory" => BucketScheme.Memory,
        var kind => throw new InvalidDataException($"unknown kind {kind}"),
    };

    private static TimeSpan HalfLife(JsonElement vector) => TimeSpan.FromSeconds(vector.GetProperty("halfLifeSeconds").GetInt64());

    private static DecayingHistogram Build(JsonElement vector, JsonElement steps)
    {
        var histogram = new DecayingHistogram(Scheme(vector), HalfLife(vector));
        foreach (var step in steps.EnumerateArray())
        {
            histogram = Apply(vector, histogram, step);
        }

        return histogram;
    }

    private static DecayingHistogram Apply(JsonElement vector, DecayingHistogram histogram, JsonElement step)
    {
        switch (step.GetProperty("op").GetString())
        {
            case "add":
                histogram.Add(step.GetProperty("value").GetDouble(), step.GetProperty("weight").GetDouble(), step.GetProperty("time").GetDateTimeOffset());
                return histogram;
            case "subtract":
                histogram.Subtract(step.GetProperty("value").GetDouble(), step.GetProperty("weight").GetDouble(), step.GetProperty("time").GetDateTimeOffset());
                return histogram;
            case "merge":
                histogram.Merge(Build(vector, step.GetProperty("from")));
                return histogram;
            case "load":
                Assert.False(step.GetProperty("error").GetBoolean());
                return Load(vector, step);
            case var op:
                throw new InvalidDataException($"unknown step {op}");
        }
    }

    private static DecayingHistogram Load(JsonElement vector, JsonElement checkpoint) =>
        DecayingHistogram.FromCheckpoint(Scheme(vector), HalfLife(vector), new(
            checkpoint.GetProperty("referenceTimestamp").GetDateTimeOffset(),
            [.. checkpoint.GetProperty("bucketWeights").EnumerateObject().Select(b =>
                new BucketWeight(int.Parse(b.Name, CultureInfo.InvariantCulture), b.Value.GetUInt32()))],
            checkpoint.GetProperty("totalWeight").GetDouble()));
}
