using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>A reference to an owner.</summary>
internal sealed class WireOwnerReference
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? ApiVersion { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Kind { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Name { get; set; }

    public bool? Controller { get; set; }
}
