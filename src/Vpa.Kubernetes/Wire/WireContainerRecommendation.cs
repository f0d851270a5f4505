using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>What is recommended for one container.</summary>
internal sealed class WireContainerRecommendation
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? ContainerName { get; set; }

    public CompactStringMap? Target { get; set; }

    public CompactStringMap? LowerBound { get; set; }

    public CompactStringMap? UpperBound { get; set; }

    public CompactStringMap? UncappedTarget { get; set; }
}
