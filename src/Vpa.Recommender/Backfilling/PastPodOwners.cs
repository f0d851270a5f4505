using Vpa.Domain.Workloads;
using Vpa.Recommender.Pods;

namespace Vpa.Recommender.Backfilling;

/// <summary>
/// Finds the workloads that a pod of the past belonged to: those of the pod that runs under this name, else those whose selector the labels meet which it
/// had (R144, R146).
/// </summary>
internal sealed class PastPodOwners(PodModel pods)
{
    private readonly Dictionary<string, List<(WorkloadKey Workload, LabelSelector Selector)>> _byNamespace = new(StringComparer.Ordinal);

    /// <summary>Adds a workload that pods which are gone may have belonged to.</summary>
    public void Add(WorkloadKey workload, LabelSelector selector)
    {
        if (!_byNamespace.TryGetValue(workload.Namespace, out var known))
        {
            known = [];
            _byNamespace.Add(workload.Namespace, known);
        }

        known.Add((workload, selector));
    }

    /// <summary>The workloads of a pod; empty when they cannot be told.</summary>
    public IEnumerable<WorkloadKey> Of(NamespacedName pod, IReadOnlyDictionary<string, string> labels) =>
        pods.Find(pod)?.Workloads is { } live ? live
        : labels.Count == 0 || !_byNamespace.TryGetValue(pod.Namespace, out var known) ? []
        : known.Where(k => Selects(k.Selector, labels)).Select(k => k.Workload);

    // Only the keys that the selector names matter. Archives write app.kubernetes.io/name as app_kubernetes_io_name.
    private static bool Selects(LabelSelector selector, IReadOnlyDictionary<string, string> labels)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in selector.Requirements.Select(r => r.Key))
        {
            if (labels.TryGetValue(key, out var value) || labels.TryGetValue(Archived(key), out value))
            {
                named[key] = value;
            }
        }

        return selector.Matches(named);
    }

    private static string Archived(string key) =>
        string.Create(key.Length, key, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
            }
        });
}
