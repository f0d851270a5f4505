using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>A container of a pod's specification.</summary>
internal sealed class WireContainer
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Name { get; set; }

    public WireResources? Resources { get; set; }

    public WireResizePolicy[]? ResizePolicy { get; set; }
}
