using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>What a resize of one resource does to a container.</summary>
internal sealed class WireResizePolicy
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? ResourceName { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? RestartPolicy { get; set; }
}
