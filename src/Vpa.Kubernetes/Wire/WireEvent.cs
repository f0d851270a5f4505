using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>An Event (<c>v1</c>).</summary>
internal sealed class WireEvent : IWireObject
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public WireObjectMeta? Metadata { get; set; }

    public WireObjectReference? InvolvedObject { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public string? Type { get; set; }

    public int? Count { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? FirstTimestamp { get; set; }

    [JsonConverter(typeof(SecondsTimeConverter))]
    public DateTimeOffset? LastTimestamp { get; set; }

    public WireEventSource? Source { get; set; }

    public string? ReportingComponent { get; set; }

    public string? ReportingInstance { get; set; }
}
