using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>The details of a container's state.</summary>
internal sealed class WireContainerStateDetail
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Reason { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? FinishedAt { get; set; }
}
