using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>A container of which only the name is used.</summary>
internal sealed class WireContainerName
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Name { get; set; }
}
