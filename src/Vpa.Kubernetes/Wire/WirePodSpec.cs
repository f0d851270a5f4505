using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WirePod"/>.</summary>
internal sealed class WirePodSpec
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? NodeName { get; set; }

    public WireContainer[]? Containers { get; set; }

    public WireContainerName[]? InitContainers { get; set; }
}
