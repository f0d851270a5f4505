using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Checkpoints;

/// <summary>Reads the items of a list of checkpoint objects. A history that cannot be read costs only itself (R42); the ranges of its numbers are the domain's to judge.</summary>
/// <param name="withStatus">Whether histories are wanted.</param>
/// <param name="visit">Takes an object.</param>
internal sealed class CheckpointReader(bool withStatus, Action<CheckpointObject> visit) : IListItemReader
{
    /// <inheritdoc/>
    public void Read(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        var (metadata, spec) = (Member(root, "metadata"), Member(root, "spec"));
        if (Text(metadata, "namespace") is not { } @namespace || Text(metadata, "name") is not { } name)
        {
            return;
        }

        var (vpa, container) = (Text(spec, "vpaObjectName") ?? "", Text(spec, "containerName") ?? "");
        var key = new Domain.Workloads.NamespacedName(@namespace, name);
        if (!withStatus)
        {
            visit(new(key, vpa, container));
            return;
        }

        try
        {
            visit(new(key, vpa, container, ReadStatus(Member(root, "status"))));
        }
        catch (JsonException e)
        {
            visit(new(key, vpa, container, Problem: e.Message));
        }
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlySequence<byte> json, Exception cause)
    {
        // No object at all; there is nothing to say whose history it would be.
    }

    private static AggregateCheckpoint ReadStatus(JsonElement status) => status.ValueKind != JsonValueKind.Object
        ? throw new JsonException("it has no status")
        : new(
            Time(status, "lastUpdateTime"),
            Text(status, "version") ?? "",
            ReadHistogram(status, "cpuHistogram"),
            ReadHistogram(status, "memoryHistogram"),
            Time(status, "firstSampleStart"),
            Time(status, "lastSampleStart"),
            Member(status, "totalSamplesCount") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } count
                ? count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var value) ? value : throw Wrong("totalSamplesCount", count, "a whole number")
                : 0);

    private static HistogramCheckpoint? ReadHistogram(JsonElement status, string name)
    {
        var histogram = Member(status, name);
        if (histogram.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var total = Member(histogram, "totalWeight");
        return new(Time(histogram, "referenceTimestamp"), ReadWeights(Member(histogram, "bucketWeights"), name), total.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => 0,
            JsonValueKind.Number when total.TryGetDouble(out var value) && double.IsFinite(value) => value,
            _ => throw Wrong($"{name}.totalWeight", total, "a number"),
        });
    }

    private static ImmutableArray<BucketWeight> ReadWeights(JsonElement weights, string name)
    {
        if (weights.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return [];
        }

        if (weights.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"{name}.bucketWeights", weights, "an object");
        }

        var result = new SortedDictionary<int, uint>();
        foreach (var weight in weights.EnumerateObject())
        {
            if (!int.TryParse(weight.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bucket))
            {
                throw new JsonException($"{name}.bucketWeights has the key '{weight.Name}', which is no bucket number");
            }

            result[bucket] = weight.Value.ValueKind == JsonValueKind.Number && weight.Value.TryGetUInt32(out var value)
                ? value
                : throw Wrong($"{name}.bucketWeights.{bucket}", weight.Value, "a whole number of at least 0");
        }

        return [.. result.Select(w => new BucketWeight(w.Key, w.Value))];
    }

    private static DateTimeOffset? Time(JsonElement parent, string name)
    {
        var time = Member(parent, name);
        return time.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String when time.TryGetDateTimeOffset(out var value) => value.ToUniversalTime(),
            _ => throw Wrong(name, time, "a time"),
        };
    }

    private static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static JsonException Wrong(string field, JsonElement value, string expected)
    {
        var text = value.GetRawText();
        return new($"{field} is {(text.Length > 60 ? text[..60] + "..." : text)}, not {expected}");
    }
}
