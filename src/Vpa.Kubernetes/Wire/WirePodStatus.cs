using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>The status of a <see cref="WirePod"/>.</summary>
internal sealed class WirePodStatus
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Phase { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? QosClass { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? StartTime { get; set; }

    public WireCondition[]? Conditions { get; set; }

    public WireContainerStatus[]? ContainerStatuses { get; set; }

    public WireInitContainerStatus[]? InitContainerStatuses { get; set; }
}
