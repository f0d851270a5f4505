using Vpa.Domain.Policies;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Loading;

/// <summary>Loads the VPAs of a cycle (R102 to R109).</summary>
internal sealed class VpaLoader(IVpaSource source, IControllerDirectory directory, HistoryBook book, RecommenderOptions options)
{
    private readonly VpaSelection _selection = new(options);

    /// <summary>The VPAs that are served.</summary>
    public IReadOnlyList<ServedVpa> Served { get; private set; } = [];

    /// <summary>The workloads they target.</summary>
    public IReadOnlySet<WorkloadKey> Targets { get; private set; } = new HashSet<WorkloadKey>();

    /// <summary>Loads them. If the source fails, those of the last cycle stay.</summary>
    public void Load()
    {
        var served = new List<ServedVpa>();
        var targets = new HashSet<WorkloadKey>();
        foreach (var vpa in source.ListVpas())
        {
            if (!_selection.Serves(vpa))
            {
                continue;
            }

            served.Add(new(vpa, TargetCheck.Of(vpa, directory)));
            if (vpa.TargetKey is { } target)
            {
                targets.Add(target);
            }
        }

        // In a fixed order, so that of two VPAs with one target always the same sets the aggregates' parameters.
        served.Sort(static (a, b) => Compare(a.Vpa, b.Vpa));
        Served = served;
        Targets = targets;
    }

    /// <summary>Gives aggregates the parameters of the policies that apply to them (R159); without one, the defaults return (unlike Q34).</summary>
    public void ApplyPolicies()
    {
        if (!options.Gates.PerVpaConfig)
        {
            return;
        }

        var wanted = new Dictionary<AggregateKey, AggregationOptions>();
        foreach (var (vpa, _) in Served)
        {
            if (vpa.TargetKey is not { } target || book.Find(target) is not { } workload)
            {
                continue;
            }

            foreach (var history in workload.Containers.Values)
            {
                wanted[history.Key] = book.Defaults.For(vpa.ResourcePolicy?.For(history.Key.Container), options.Gates);
            }
        }

        foreach (var history in book.Histories)
        {
            history.Aggregate.Options = wanted.GetValueOrDefault(history.Key, book.Defaults);
        }
    }

    private static int Compare(VerticalPodAutoscaler left, VerticalPodAutoscaler right)
    {
        var order = string.CompareOrdinal(left.Key.Namespace, right.Key.Namespace);
        return order != 0 ? order : string.CompareOrdinal(left.Key.Name, right.Key.Name);
    }
}
