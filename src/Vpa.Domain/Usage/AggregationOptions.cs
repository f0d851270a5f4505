using Vpa.Domain.Policies;

namespace Vpa.Domain.Usage;

/// <summary>How samples become history. Defaults are those of the flags (section 19.1).</summary>
public sealed record AggregationOptions
{
    /// <summary>Upstream's defaults.</summary>
    public static AggregationOptions Default { get; } = new();

    /// <summary>Half-life of CPU samples; positive.</summary>
    public TimeSpan CpuHalfLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Half-life of memory peaks; positive.</summary>
    public TimeSpan MemoryHalfLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Length of a memory-peak window; with 0 every sample is a window of its own (R46).</summary>
    public TimeSpan MemoryAggregationInterval { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Number of windows after which an aggregate without samples expires (R69).</summary>
    public long MemoryAggregationIntervalCount { get; init; } = 8;

    /// <summary>How long a history without samples is kept (<c>--history-retention</c>); null, the default, means all memory windows (R69).</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Memory factor after an OOM (R50).</summary>
    public double OomBumpUpRatio { get; init; } = 1.2;

    /// <summary>Least memory increase after an OOM, in bytes (R50).</summary>
    public double OomMinBumpUpBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Age without samples at which an aggregate expires (R69); cut to the largest time span.</summary>
    public TimeSpan ExpiresAfter => Retention
        ?? new((long)Int128.Clamp((Int128)MemoryAggregationInterval.Ticks * MemoryAggregationIntervalCount, 0, TimeSpan.MaxValue.Ticks));

    /// <summary>
    /// These options with the overrides of a container's policy, if the gate <c>PerVPAConfig</c> is on (R159). Since it starts from the flags'
    /// values, an override ends with the field that gave it (unlike R160). An interval or count below 1, which the API refuses but an old object may
    /// hold, is passed over: it would make every history expire at once.
    /// </summary>
    public AggregationOptions For(ContainerPolicy? policy, FeatureGates gates)
    {
        if (policy is null || !gates.PerVpaConfig)
        {
            return this;
        }

        var overridden = this with
        {
            OomBumpUpRatio = policy.OomBumpUpRatio is { } ratio ? ratio.MilliValue / 1000.0 : OomBumpUpRatio,
            OomMinBumpUpBytes = policy.OomMinBumpUp is { } bytes ? bytes.MilliValue / 1000.0 : OomMinBumpUpBytes,
            MemoryAggregationInterval = policy.MemoryAggregationIntervalSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : MemoryAggregationInterval,
            MemoryAggregationIntervalCount = policy.MemoryAggregationIntervalCount is > 0 and var count ? count : MemoryAggregationIntervalCount,

            // Who sets windows of their own wants them kept for as long as these last, whatever holds for the others.
            Retention = policy.MemoryAggregationIntervalSeconds is > 0 || policy.MemoryAggregationIntervalCount is > 0 ? null : Retention,
        };
        return overridden == this ? this : overridden;
    }
}
