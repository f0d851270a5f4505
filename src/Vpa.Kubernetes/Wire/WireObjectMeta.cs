using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>Metadata of an object, reduced to what is used.</summary>
internal sealed class WireObjectMeta
{
    public string? Name { get; set; }

    public string? GenerateName { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Namespace { get; set; }

    public string? Uid { get; set; }

    public string? ResourceVersion { get; set; }

    public long? Generation { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? CreationTimestamp { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? DeletionTimestamp { get; set; }

    public CompactStringMap? Labels { get; set; }

    [JsonConverter(typeof(VpaAnnotationsConverter))]
    public CompactStringMap? Annotations { get; set; }

    public WireOwnerReference[]? OwnerReferences { get; set; }
}
