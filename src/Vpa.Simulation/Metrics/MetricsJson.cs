using System.Text.Json;
using Vpa.Domain.Quantities;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Metrics;

/// <summary>Metrics as metrics-server prints them, member by member in its order.</summary>
internal static class MetricsJson
{
    private const string ApiVersion = "metrics.k8s.io/v1beta1";

    /// <summary>A PodMetricsList.</summary>
    public static void WriteList(Utf8JsonWriter json, IEnumerable<MeasuredPod> pods, DateTimeOffset now)
    {
        BeginList(json, "PodMetricsList");
        foreach (var pod in pods)
        {
            Write(json, pod, now, typed: false);
        }

        EndList(json);
    }

    /// <summary>A NodeMetricsList.</summary>
    public static void WriteList(Utf8JsonWriter json, IEnumerable<MeasuredNode> nodes, DateTimeOffset now)
    {
        BeginList(json, "NodeMetricsList");
        foreach (var node in nodes)
        {
            Write(json, node, now, typed: false);
        }

        EndList(json);
    }

    /// <summary>A PodMetrics; items of a list do not repeat their kind.</summary>
    public static void Write(Utf8JsonWriter json, MeasuredPod pod, DateTimeOffset now, bool typed)
    {
        json.WriteStartObject();
        WriteHead(json, typed ? "PodMetrics" : null, pod.Name, pod.Namespace, pod.Labels, now);
        WriteMeasurement(json, pod.Timestamp, pod.Window);
        json.WriteStartArray("containers"u8);
        foreach (var container in pod.Containers)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, container.Name);
            WriteUsage(json, container.Usage);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A NodeMetrics; items of a list do not repeat their kind.</summary>
    public static void Write(Utf8JsonWriter json, MeasuredNode node, DateTimeOffset now, bool typed)
    {
        json.WriteStartObject();
        WriteHead(json, typed ? "NodeMetrics" : null, node.Name, ns: null, node.Labels, now);
        WriteMeasurement(json, node.Timestamp, node.Window);
        WriteUsage(json, node.Usage);
        json.WriteEndObject();
    }

    private static void BeginList(Utf8JsonWriter json, string kind)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, kind);
        json.WriteString("apiVersion"u8, ApiVersion);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteStartArray("items"u8);
    }

    private static void EndList(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHead(
        Utf8JsonWriter json, string? kind, string name, string? ns, IReadOnlyDictionary<string, string> labels, DateTimeOffset now)
    {
        if (kind is not null)
        {
            json.WriteString("kind"u8, kind);
            json.WriteString("apiVersion"u8, ApiVersion);
        }

        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, name);
        if (ns is not null)
        {
            json.WriteString("namespace"u8, ns);
        }

        json.WriteString("creationTimestamp"u8, TimestampConverter.Print(now));
        if (labels.Count > 0)
        {
            json.WriteStartObject("labels"u8);
            foreach (var (label, value) in labels.OrderBy(l => l.Key, StringComparer.Ordinal))
            {
                json.WriteString(label, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMeasurement(Utf8JsonWriter json, DateTimeOffset timestamp, TimeSpan window)
    {
        json.WriteString("timestamp"u8, TimestampConverter.Print(timestamp));
        json.WriteString("window"u8, GoDuration.FromTimeSpan(window).ToString());
    }

    private static void WriteUsage(Utf8JsonWriter json, ContainerUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteString("cpu"u8, QuantityText.PrintCpu(usage.CpuNanocores));
        json.WriteString("memory"u8, QuantityText.PrintMemory(usage.MemoryBytes));
        json.WriteEndObject();
    }
}
