using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>A condition of a pod or of a VPA.</summary>
internal sealed class WireCondition
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Type { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Status { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Reason { get; set; }

    [JsonConverter(typeof(PooledTextConverter))]
    public string? Message { get; set; }
}
