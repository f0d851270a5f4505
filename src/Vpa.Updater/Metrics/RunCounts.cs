using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vpa.Domain.Updating;

namespace Vpa.Updater.Metrics;

/// <summary>The numbers of one run behind the per-run gauges (U124).</summary>
internal sealed class RunCounts
{
    private readonly Dictionary<VpaLabels, Row> _rows = [];
    private readonly Dictionary<int, InPlaceRow> _inPlace = [];
    private readonly Dictionary<UpdateRefusal, int> _refusals = [];

    /// <summary>No numbers: nothing has been run.</summary>
    public static RunCounts None { get; } = new();

    /// <summary>The numbers by labels.</summary>
    public IReadOnlyDictionary<VpaLabels, Row> Rows => _rows;

    /// <summary>The numbers of updates in place by size.</summary>
    public IReadOnlyDictionary<int, InPlaceRow> InPlace => _inPlace;

    /// <summary>Pods left alone, by reason.</summary>
    public IReadOnlyDictionary<UpdateRefusal, int> Refusals => _refusals;

    /// <summary>Adds a VPA that was handled.</summary>
    public void Add(VpaLabels labels, int controlledPods, int evictablePods, int evictedPods)
    {
        var row = _rows.GetValueOrDefault(labels);
        _rows[labels] = new Row(
            row.ControlledPods + controlledPods,
            row.EvictablePods + evictablePods,
            row.VpasWithEvictablePods + (evictablePods > 0 ? 1 : 0),
            row.VpasWithEvictedPods + (evictedPods > 0 ? 1 : 0));
    }

    /// <summary>Adds the updates in place of a VPA that was handled.</summary>
    public void AddInPlace(int size, int updatablePods, int updatedPods)
    {
        var row = _inPlace.GetValueOrDefault(size);
        _inPlace[size] = new InPlaceRow(
            row.UpdatablePods + updatablePods,
            row.VpasWithUpdatablePods + (updatablePods > 0 ? 1 : 0),
            row.VpasWithUpdatedPods + (updatedPods > 0 ? 1 : 0));
    }

    /// <summary>Adds pods that were left alone.</summary>
    public void AddRefused(UpdateRefusal refusal, int pods) => _refusals[refusal] = _refusals.GetValueOrDefault(refusal) + pods;

    /// <summary>The same series, all at 0: what a run that did nothing shows.</summary>
    public RunCounts Zeroed()
    {
        var zeroed = new RunCounts();
        foreach (var labels in _rows.Keys.ToImmutableArray())
        {
            zeroed._rows[labels] = default;
        }

        return zeroed;
    }

    /// <summary>The numbers of one set of labels.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Row(int ControlledPods, int EvictablePods, int VpasWithEvictablePods, int VpasWithEvictedPods);

    /// <summary>The numbers of updates in place of one size.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct InPlaceRow(int UpdatablePods, int VpasWithUpdatablePods, int VpasWithUpdatedPods);
}
