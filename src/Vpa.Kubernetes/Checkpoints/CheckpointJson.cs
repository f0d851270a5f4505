using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Checkpoints;

/// <summary>Checkpoint objects as they are written (R40).</summary>
internal static class CheckpointJson
{
    /// <summary>
    /// The JSON patch that replaces the status of an object, if it is that of the VPA and container named: two pairs of names may give one object
    /// name (Q25), and the one must not overwrite the other.
    /// </summary>
    public static ReadOnlyMemory<byte> Patch(string vpa, string container, AggregateCheckpoint status) => Write(json =>
    {
        json.WriteStartArray();
        WriteTest(json, "/spec/vpaObjectName", vpa);
        WriteTest(json, "/spec/containerName", container);
        json.WriteStartObject();
        json.WriteString("op"u8, "add"u8);
        json.WriteString("path"u8, "/status"u8);
        json.WritePropertyName("value"u8);
        Write(json, status);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    /// <summary>A whole object (R36).</summary>
    public static ReadOnlyMemory<byte> Object(NamespacedName key, string vpa, string container, AggregateCheckpoint status) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("apiVersion"u8, "autoscaling.k8s.io/v1"u8);
        json.WriteString("kind"u8, "VerticalPodAutoscalerCheckpoint"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, key.Name);
        json.WriteString("namespace"u8, key.Namespace);
        json.WriteEndObject();
        json.WriteStartObject("spec"u8);
        json.WriteString("vpaObjectName"u8, vpa);
        json.WriteString("containerName"u8, container);
        json.WriteEndObject();
        json.WritePropertyName("status"u8);
        Write(json, status);
        json.WriteEndObject();
    });

    private static ArrayBufferWriter<byte> Write(Action<Utf8JsonWriter> write, ArrayBufferWriter<byte> buffer)
    {
        using var json = new Utf8JsonWriter(buffer);
        write(json);
        return buffer;
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write) => Write(write, new ArrayBufferWriter<byte>(2048)).WrittenMemory;

    private static void WriteTest(Utf8JsonWriter json, string path, string value)
    {
        json.WriteStartObject();
        json.WriteString("op"u8, "test"u8);
        json.WriteString("path"u8, path);
        json.WriteString("value"u8, value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AggregateCheckpoint status)
    {
        json.WriteStartObject();
        WriteTime(json, "lastUpdateTime", status.LastUpdateTime);
        json.WriteString("version"u8, status.Version);
        Write(json, "cpuHistogram", status.CpuHistogram);
        Write(json, "memoryHistogram", status.MemoryHistogram);
        WriteTime(json, "firstSampleStart", status.FirstSampleStart);
        WriteTime(json, "lastSampleStart", status.LastSampleStart);
        if (status.TotalSamplesCount != 0)
        {
            json.WriteNumber("totalSamplesCount"u8, status.TotalSamplesCount);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, HistogramCheckpoint? histogram)
    {
        json.WriteStartObject(name);
        WriteTime(json, "referenceTimestamp", histogram?.ReferenceTimestamp);
        if (histogram is { BucketWeights.Length: > 0 })
        {
            json.WriteStartObject("bucketWeights"u8);
            foreach (var (bucket, weight) in histogram.BucketWeights)
            {
                json.WriteNumber(bucket.ToString(CultureInfo.InvariantCulture), weight);
            }

            json.WriteEndObject();
        }

        if (histogram is { TotalWeight: not 0 })
        {
            json.WriteNumber("totalWeight"u8, histogram.TotalWeight);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } time)
        {
            json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
