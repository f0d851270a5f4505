using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>Metadata of a list.</summary>
internal sealed class WireListMeta
{
    public string? ResourceVersion { get; set; }

    [JsonPropertyName("continue")]
    public string? ContinueToken { get; set; }
}
