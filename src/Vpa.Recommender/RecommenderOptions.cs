using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Recommending;
using Vpa.Domain.Usage;

namespace Vpa.Recommender;

/// <summary>What the recommender can be told; defaults are upstream's flags' (section 19.1).</summary>
public sealed record RecommenderOptions
{
    /// <summary>The recommender that serves VPAs which name none (R103).</summary>
    public const string DefaultRecommenderName = "default";

    /// <summary>How long one listing of the metrics API may take.</summary>
    public static TimeSpan DefaultUsageTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The name VPAs select (<c>--recommender-name</c>).</summary>
    /// <value>The default is <c>default</c>.</value>
    public string RecommenderName { get; init; } = DefaultRecommenderName;

    /// <summary>The one namespace to work in (<c>--vpa-object-namespace</c>).</summary>
    /// <value>Empty, the default, means all namespaces.</value>
    public string VpaObjectNamespace { get; init; } = "";

    /// <summary>Namespaces whose VPAs are skipped (<c>--ignored-vpa-object-namespaces</c>, R104).</summary>
    /// <value>The default is none.</value>
    public ImmutableArray<string> IgnoredNamespaces { get; init; } = [];

    /// <summary>How many status writes run at once (<c>--update-worker-count</c>, R150).</summary>
    /// <value>The default is 10; 0 computes and writes nothing.</value>
    public int UpdateWorkerCount { get; init; } = 10;

    /// <summary>Keeps histories of targeted workloads only (<c>--memory-saver</c>, R115).</summary>
    /// <value>The default is false.</value>
    public bool MemorySaver { get; init; }

    /// <summary>How long one listing of usage may take.</summary>
    /// <value>The default is 30 seconds. Upstream has no limit, so that a hanging metrics API stops its loop.</value>
    public TimeSpan UsageTimeout { get; init; } = DefaultUsageTimeout;

    /// <summary>Percentiles, margins, minima, rounding and caps.</summary>
    public RecommendationOptions Recommendation { get; init; } = new();

    /// <summary>Half-lives, memory windows and reaction to out-of-memory kills.</summary>
    public AggregationOptions Aggregation { get; init; } = AggregationOptions.Default;

    /// <summary>Checkpoint objects.</summary>
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>Feature gates.</summary>
    public FeatureGates Gates { get; init; } = new();
}
