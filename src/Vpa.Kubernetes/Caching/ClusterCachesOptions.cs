namespace Vpa.Kubernetes.Caching;

/// <summary>What a component watches.</summary>
public sealed record ClusterCachesOptions
{
    /// <summary>The recommender's pods: all but pending ones (R114).</summary>
    public const string RecommenderPods = "status.phase!=Pending";

    /// <summary>The updater's pods: scheduled, and neither succeeded nor failed (U26).</summary>
    public const string UpdaterPods = "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed";

    /// <summary>The only namespace watched (<c>--vpa-object-namespace</c>); empty for all.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Whether pods are watched; the admission controller does without.</summary>
    public bool WatchPods { get; init; } = true;

    /// <summary>A field selector for pods; null for all.</summary>
    public string? PodFieldSelector { get; init; }

    /// <summary>Whether VPAs are indexed by target, for the webhook; the other roles do without, and a recommender's writes would have it built again and again.</summary>
    public bool IndexVpas { get; init; } = true;

    /// <summary>Whether of each VPA only what admission decides by is kept: half of the memory, and without UIDs, versions, bounds and conditions.</summary>
    public bool AdmissionVpas { get; init; }

    /// <summary>Whether LimitRanges are watched.</summary>
    public bool WatchLimitRanges { get; init; } = true;

    /// <summary>Timing of the caches.</summary>
    public ResourceCacheOptions Cache { get; init; } = new();
}
