using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Histograms;

namespace Vpa.Conformance.Tests;

/// <summary>What the vectors say about a histogram: emptiness, percentiles and checkpoint.</summary>
internal static class HistogramExpectation
{
    private const double TotalTolerance = 1e-9;

    public static void Check(JsonElement expected, DecayingHistogram histogram, bool exactTotal = false)
    {
        Assert.Equal(expected.TryGetProperty("empty", out var empty) && empty.GetBoolean(), histogram.IsEmpty);
        CheckPercentiles(expected, "expected", histogram);
        if (!expected.TryGetProperty("checkpoint", out var checkpoint))
        {
            Assert.True(histogram.IsEmpty);
            return;
        }

        var actual = histogram.ToCheckpoint();
        Assert.Equal(checkpoint.GetProperty("referenceTimestamp").GetDateTimeOffset(), actual.ReferenceTimestamp ?? DateTimeOffset.MinValue);
        Assert.Equal(
            checkpoint.GetProperty("bucketWeights").EnumerateObject().ToDictionary(b => int.Parse(b.Name, CultureInfo.InvariantCulture), b => b.Value.GetUInt32()),
            actual.BucketWeights.ToDictionary(b => b.Bucket, b => b.Weight));
        var total = checkpoint.GetProperty("totalWeight").GetDouble();
        Assert.InRange(actual.TotalWeight, total - (exactTotal ? 0 : total * TotalTolerance), total + (exactTotal ? 0 : total * TotalTolerance));
    }

    public static void CheckPercentiles(JsonElement expected, string property, DecayingHistogram histogram)
    {
        var percentiles = expected.GetProperty("percentiles").EnumerateArray().Select(p => histogram.Percentile(p.GetDouble()));
        Assert.Equal(expected.GetProperty(property).EnumerateArray().Select(e => e.GetDouble()), percentiles);
    }
}
