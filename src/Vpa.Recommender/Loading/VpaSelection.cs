using Vpa.Domain.Policies;

namespace Vpa.Recommender.Loading;

/// <summary>Which VPAs this recommender serves (R103, R104).</summary>
internal sealed class VpaSelection(RecommenderOptions options)
{
    private readonly HashSet<string> _ignored = new(options.IgnoredNamespaces, StringComparer.Ordinal);

    /// <summary>Whether it serves a VPA.</summary>
    public bool Serves(VerticalPodAutoscaler vpa) => NamesThisRecommender(vpa) && IsInNamespace(vpa.Key.Namespace);

    private bool NamesThisRecommender(VerticalPodAutoscaler vpa) =>
        vpa.Recommenders.IsDefaultOrEmpty
            ? options.RecommenderName == RecommenderOptions.DefaultRecommenderName
            : vpa.Recommenders.Contains(options.RecommenderName, StringComparer.Ordinal);

    private bool IsInNamespace(string @namespace) =>
        (options.VpaObjectNamespace.Length == 0 || options.VpaObjectNamespace == @namespace) && !_ignored.Contains(@namespace);
}
