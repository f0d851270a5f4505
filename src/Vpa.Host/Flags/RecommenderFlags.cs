using Vpa.Domain.Quantities;

namespace Vpa.Host.Flags;

/// <summary>Flags of the recommender (section 19 of its specification).</summary>
internal sealed class RecommenderFlags
{
    public Flag<string> Address { get; } = new("address", FlagTypes.Text, ":8942", "Listen address of /metrics and /health-check");

    public Flag<TimeSpan> RecommenderInterval { get; } = new("recommender-interval", FlagTypes.Interval, TimeSpan.FromMinutes(1),
        "Time between cycles; five times it without a finished cycle fails the health check");

    public Flag<string> RecommenderName { get; } = new("recommender-name", FlagTypes.Text, "default", "Name by which VPAs select this recommender");

    public HistoryFlags History { get; } = new();

    public Flag<int> UpdateWorkerCount { get; } = new("update-worker-count", FlagTypes.PositiveInteger, 10, "How many VPAs are worked on and written at the same time");

    public Flag<double> TargetCpuPercentile { get; } = new("target-cpu-percentile", FlagTypes.Fraction, 0.9, "Percentile of CPU usage behind the target");

    public Flag<double> TargetMemoryPercentile { get; } = new("target-memory-percentile", FlagTypes.Fraction, 0.9, "Percentile of memory peaks behind the target");

    public Flag<double> LowerBoundCpuPercentile { get; } = new("recommendation-lower-bound-cpu-percentile", FlagTypes.Fraction, 0.5, "Percentile behind the CPU lower bound");

    public Flag<double> LowerBoundMemoryPercentile { get; } = new("recommendation-lower-bound-memory-percentile", FlagTypes.Fraction, 0.5, "Percentile behind the memory lower bound");

    public Flag<double> UpperBoundCpuPercentile { get; } = new("recommendation-upper-bound-cpu-percentile", FlagTypes.Fraction, 0.95, "Percentile behind the CPU upper bound");

    public Flag<double> UpperBoundMemoryPercentile { get; } = new("recommendation-upper-bound-memory-percentile", FlagTypes.Fraction, 0.95, "Percentile behind the memory upper bound");

    public Flag<double> MarginFraction { get; } = new("recommendation-margin-fraction", FlagTypes.NonNegativeNumber, 0.15, "Safety margin on top of usage, as a fraction");

    public Flag<double> PodMinCpuMillicores { get; } = new("pod-recommendation-min-cpu-millicores", FlagTypes.NonNegativeNumber, 25, "CPU minimum per pod, in millicores");

    public Flag<double> PodMinMemoryMb { get; } = new("pod-recommendation-min-memory-mb", FlagTypes.NonNegativeNumber, 250, "Memory minimum per pod, in units of 2^20 bytes");

    public Flag<TimeSpan> ConfidenceIntervalCpu { get; } = new("confidence-interval-cpu", FlagTypes.PositiveDuration, TimeSpan.FromHours(24), "History that gives the CPU bounds confidence 1");

    public Flag<TimeSpan> ConfidenceIntervalMemory { get; } = new("confidence-interval-memory", FlagTypes.PositiveDuration, TimeSpan.FromHours(24), "History that gives the memory bounds confidence 1");

    public Flag<TimeSpan> CpuHalfLife { get; } = new("cpu-histogram-decay-half-life", FlagTypes.PositiveDuration, TimeSpan.FromHours(24), "Time in which a CPU sample loses half its weight");

    public Flag<TimeSpan> MemoryHalfLife { get; } = new("memory-histogram-decay-half-life", FlagTypes.PositiveDuration, TimeSpan.FromHours(24), "Time in which a memory peak loses half its weight");

    public Flag<TimeSpan> MemoryAggregationInterval { get; } = new("memory-aggregation-interval", FlagTypes.PositiveDuration, TimeSpan.FromHours(24), "Length of one memory-peak window");

    public Flag<int> MemoryAggregationIntervalCount { get; } = new("memory-aggregation-interval-count", FlagTypes.PositiveInteger, 8, "Number of windows; times their length it is how long unused history is kept");

    public Flag<double> OomBumpUpRatio { get; } = new("oom-bump-up-ratio", FlagTypes.PositiveNumber, 1.2, "Factor on memory after an OOM kill");

    public Flag<double> OomMinBumpUpBytes { get; } = new("oom-min-bump-up-bytes", FlagTypes.NonNegativeNumber, 104857600, "Least increase of memory after an OOM kill, in bytes");

    public Flag<Quantity?> MaxAllowedCpu { get; } = new("container-recommendation-max-allowed-cpu", FlagTypes.Quantity, null, "CPU maximum for containers whose policy gives none");

    public Flag<Quantity?> MaxAllowedMemory { get; } = new("container-recommendation-max-allowed-memory", FlagTypes.Quantity, null, "Memory maximum for containers whose policy gives none");

    public Flag<int> RoundCpuMillicores { get; } = new("round-cpu-millicores", FlagTypes.Integer, 1, "Round CPU up to a multiple of this");

    public Flag<int> RoundMemoryBytes { get; } = new("round-memory-bytes", FlagTypes.Integer, 1, "Round memory up to a multiple of this");

    public Flag<bool> HumanizeMemory { get; } = new("humanize-memory", FlagTypes.Boolean, false, "Deprecated: round memory to two decimals of a binary unit");

    public Flag<bool> CpuIntegerPostProcessor { get; } = new("cpu-integer-post-processor-enabled", FlagTypes.Boolean, false, "Round CPU up to whole cores where a VPA's annotation asks for it");

    public Flag<bool> MemorySaver { get; } = new("memory-saver", FlagTypes.Boolean, false, "Keep histories only of workloads that a VPA targets");

    public Flag<int> MinCheckpoints { get; } = new("min-checkpoints", FlagTypes.Integer, 10, "Deprecated, accepted for upstream's command lines; has no effect");

    public PrometheusFlags Prometheus { get; } = new();

    public ExternalMetricsFlags ExternalMetrics { get; } = new();

    public LeaderElectionFlags LeaderElection { get; } = new("vpa-recommender-lease");

    /// <summary>Flags that are named in a warning when they are given.</summary>
    public IReadOnlyList<IFlag> WithoutEffect => [MinCheckpoints];

    /// <summary>All of the recommender's own.</summary>
    public IEnumerable<IFlag> All =>
    [
        Address, RecommenderInterval, RecommenderName, UpdateWorkerCount, TargetCpuPercentile, TargetMemoryPercentile, LowerBoundCpuPercentile,
        LowerBoundMemoryPercentile, UpperBoundCpuPercentile, UpperBoundMemoryPercentile, MarginFraction, PodMinCpuMillicores, PodMinMemoryMb,
        ConfidenceIntervalCpu, ConfidenceIntervalMemory, CpuHalfLife, MemoryHalfLife, MemoryAggregationInterval, MemoryAggregationIntervalCount,
        OomBumpUpRatio, OomMinBumpUpBytes, MaxAllowedCpu, MaxAllowedMemory, RoundCpuMillicores, RoundMemoryBytes, HumanizeMemory, CpuIntegerPostProcessor, MemorySaver,
        .. History.All, .. WithoutEffect, .. Prometheus.All, .. ExternalMetrics.All, .. LeaderElection.All,
    ];
}
