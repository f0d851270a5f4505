using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>One item of a <see cref="WireLimitRange"/>.</summary>
internal sealed class WireLimitRangeItem
{
    [JsonConverter(typeof(PooledTextConverter))]
    public string? Type { get; set; }

    public CompactStringMap? Max { get; set; }

    public CompactStringMap? Min { get; set; }

    public CompactStringMap? Default { get; set; }
}
