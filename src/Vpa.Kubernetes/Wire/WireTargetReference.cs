using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>The target of a <see cref="WireVpa"/>.</summary>
internal sealed class WireTargetReference
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? ApiVersion { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Kind { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Name { get; set; }
}
