using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Caching;

/// <summary>Counts objects that cannot be read, and says so once an object.</summary>
internal sealed class UnreadableObjects(string resource, CacheMetrics metrics, ILogger logger)
{
    private const int MaxRemembered = 1000;
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Counts an object.</summary>
    public void Report(NamespacedName? key, Exception cause)
    {
        metrics.Unreadable();
        var name = key?.ToString() ?? "(without a name)";
        if (_said.Count >= MaxRemembered)
        {
            _said.Clear();
        }

        if (_said.Add(name))
        {
            logger.Unreadable(resource, name, cause.Message);
        }
    }

    /// <summary>Namespace and name of an object that could not be read otherwise; null if not even these can.</summary>
    public static NamespacedName? KeyOf(ReadOnlySequence<byte> json) =>
        Metadata(json) is { } metadata && Text(metadata, "name") is { Length: > 0 } name ? new(Text(metadata, "namespace") ?? "", name) : null;

    /// <summary>The resourceVersion of such an object, or null.</summary>
    public static string? VersionOf(ReadOnlySequence<byte> json) => Metadata(json) is { } metadata ? Text(metadata, "resourceVersion") : null;

    private static JsonElement? Metadata(ReadOnlySequence<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("metadata", out var metadata)
                && metadata.ValueKind == JsonValueKind.Object
                ? metadata.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement metadata, string name) =>
        metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
