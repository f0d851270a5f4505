using System.Text.Json.Serialization;

namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WireLease"/>.</summary>
internal sealed class WireLeaseSpec
{
    public string? HolderIdentity { get; set; }

    public int? LeaseDurationSeconds { get; set; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? AcquireTime { get; set; }

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? RenewTime { get; set; }

    public int? LeaseTransitions { get; set; }
}
