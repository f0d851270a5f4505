using Vpa.Domain.Recommending;
using Vpa.Domain.Usage;
using Vpa.Host.Flags;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Leases;
using Vpa.Kubernetes.Recommending;
using Vpa.Recommender;

namespace Vpa.Host.Roles;

/// <summary>The subcommand <c>vpa recommender</c>.</summary>
internal sealed class RecommenderRole(SharedFlags shared, RecommenderFlags flags)
{
    // Beyond the time limit of the listing itself, which keeps what it has.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Runs until told to stop.</summary>
    public async Task<int> RunAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var settings = new SharedSettings(shared, values, flags.Address);
        var election = settings.LeaderElection(flags.LeaderElection);
        var sources = Sources(values, settings);
        settings.ThrowOnErrors();
        using var api = settings.Connect("recommender");
        return await RoleHost.RunAsync(
            settings.HostOptions(),
            environment =>
            {
                var hold = new CacheHold(
                    api,
                    new ClusterCachesOptions { Namespace = settings.Namespace, PodFieldSelector = ClusterCachesOptions.RecommenderPods, WatchLimitRanges = false, IndexVpas = false }, environment);
                return new RoleComposition
                {
                    Clock = environment.Clock,
                    Components =
                    [
                        new RecommenderComponent(
                            api, settings.ForUpdates(api), hold, Options(values, settings), sources,
                            values.Of(flags.RecommenderInterval), History(values, election), environment),
                    ],
                    Foundations = [hold],
                    Elector = election is null ? null : new LeaderElector(api, election, environment.Clock, environment.Logging.CreateLogger<LeaderElector>()),
                };
            },
            cancellationToken);
    }

    /// <summary>Where usage comes from, checked; flags that mean nothing are noted.</summary>
    public RecommenderSources Sources(FlagValues values, SharedSettings settings)
    {
        settings.AddWithoutEffect(flags.WithoutEffect);
        return new(ExternalMetrics(values, settings), new PrometheusSettings(flags.Prometheus, values, settings).Read());
    }

    /// <summary>The component's settings.</summary>
    public RecommenderOptions Options(FlagValues values, SharedSettings settings) => new()
    {
        RecommenderName = values.Of(flags.RecommenderName),
        VpaObjectNamespace = settings.Namespace,
        IgnoredNamespaces = settings.IgnoredNamespaces,
        UpdateWorkerCount = values.Of(flags.UpdateWorkerCount),
        MemorySaver = values.Of(flags.MemorySaver),
        UsageTimeout = values.Of(flags.ExternalMetrics.Use) ? ExternalMetricsTimeout(values) + Grace : RecommenderOptions.DefaultUsageTimeout,
        Gates = settings.Gates,
        Recommendation = Recommendation(values),
        Aggregation = Aggregation(values),
        Checkpoints = flags.History.Checkpoints(values),
    };

    /// <summary>Where the history is, and what is done while another process holds it.</summary>
    public HistoryPlace History(FlagValues values, LeaderElectionOptions? election) =>
        new(values.Of(flags.History.HistoryPath), IsAwaited: election is not null);

    private ExternalMetricsOptions? ExternalMetrics(FlagValues values, SharedSettings settings)
    {
        var external = flags.ExternalMetrics;
        if (!values.Of(external.Use))
        {
            return null;
        }

        var (cpu, memory) = (values.Of(external.CpuMetric), values.Of(external.MemoryMetric));
        settings.Require(cpu.Length + memory.Length > 0, $"--{external.Use.Name} needs --{external.CpuMetric.Name} or --{external.MemoryMetric.Name}");
        return new()
        {
            CpuMetric = cpu,
            MemoryMetric = memory,
            ContainerLabel = values.Of(flags.Prometheus.ContainerNameLabel),
            Timeout = ExternalMetricsTimeout(values),
        };
    }

    // One query a pod and metric takes its time under the limit on requests; a cycle's length is what there is.
    private TimeSpan ExternalMetricsTimeout(FlagValues values) =>
        TimeSpan.FromTicks(Math.Max(values.Of(flags.RecommenderInterval).Ticks, RecommenderOptions.DefaultUsageTimeout.Ticks));

    private RecommendationOptions Recommendation(FlagValues values) => new()
    {
        TargetCpuPercentile = values.Of(flags.TargetCpuPercentile),
        LowerBoundCpuPercentile = values.Of(flags.LowerBoundCpuPercentile),
        UpperBoundCpuPercentile = values.Of(flags.UpperBoundCpuPercentile),
        TargetMemoryPercentile = values.Of(flags.TargetMemoryPercentile),
        LowerBoundMemoryPercentile = values.Of(flags.LowerBoundMemoryPercentile),
        UpperBoundMemoryPercentile = values.Of(flags.UpperBoundMemoryPercentile),
        MarginFraction = values.Of(flags.MarginFraction),
        ConfidenceIntervalCpu = values.Of(flags.ConfidenceIntervalCpu),
        ConfidenceIntervalMemory = values.Of(flags.ConfidenceIntervalMemory),
        PodMinCpuMillicores = values.Of(flags.PodMinCpuMillicores),
        PodMinMemoryMb = values.Of(flags.PodMinMemoryMb),
        RoundCpuMillicores = values.Of(flags.RoundCpuMillicores),
        RoundMemoryBytes = values.Of(flags.RoundMemoryBytes),
        HumanizeMemory = values.Of(flags.HumanizeMemory),
        IntegerCpuPostProcessorEnabled = values.Of(flags.CpuIntegerPostProcessor),
        MaxAllowedCpu = values.Of(flags.MaxAllowedCpu),
        MaxAllowedMemory = values.Of(flags.MaxAllowedMemory),
    };

    private AggregationOptions Aggregation(FlagValues values) => new()
    {
        CpuHalfLife = values.Of(flags.CpuHalfLife),
        MemoryHalfLife = values.Of(flags.MemoryHalfLife),
        MemoryAggregationInterval = values.Of(flags.MemoryAggregationInterval),
        MemoryAggregationIntervalCount = values.Of(flags.MemoryAggregationIntervalCount),
        OomBumpUpRatio = values.Of(flags.OomBumpUpRatio),
        OomMinBumpUpBytes = values.Of(flags.OomMinBumpUpBytes),
        Retention = flags.History.Retention(values),
    };
}
