using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;

namespace Vpa.Updater.Metrics;

/// <summary>The updater's metrics under upstream's names and labels (section 18 of its specification), and a few of our own.</summary>
internal sealed class UpdaterMetrics
{
    /// <summary>The name of the meter, for those who collect it.</summary>
    public const string MeterName = "Vpa.Updater";

    /// <summary>The bounds of the histogram of durations, in seconds (U123).</summary>
    private static readonly double[] LatencyBounds =
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 240, 300];

    private readonly Counter<long> _evicted;
    private readonly Lazy<Counter<long>> _failed;
    private readonly Counter<long> _resized;
    private readonly Lazy<Counter<long>> _failedResizes;
    private readonly Lazy<Counter<long>> _infeasibleSkips;
    private readonly Counter<long> _skippedRuns;
    private readonly Histogram<double> _latency;
    private volatile RunCounts _run = RunCounts.None;
    private volatile IReadOnlyDictionary<VpaAbsence, int> _absentVpas = ImmutableDictionary<VpaAbsence, int>.Empty;
    private volatile int _unresolvedOwners;

    public UpdaterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _evicted = meter.CreateCounter<long>("vpa_updater_evicted_pods_total", description: "Number of Pods evicted to apply a recommendation.");
        _failed = OnceUsed(meter, "vpa_updater_failed_eviction_attempts_total", "Number of failed attempts to evict a Pod.");
        _resized = meter.CreateCounter<long>("vpa_updater_in_place_updated_pods_total", description: "Number of Pods resized in place, unboosting included.");
        _failedResizes = OnceUsed(meter, "vpa_updater_failed_in_place_update_attempts_total", "Number of failed attempts to resize a Pod in place, by reason.");
        _infeasibleSkips = OnceUsed(meter, "vpa_updater_in_place_infeasible_skip_pods_total", "Number of times a Pod was left alone because resizing it was infeasible before.");
        _skippedRuns = meter.CreateCounter<long>("vpa_updater_skipped_runs_total", description: "Number of runs in which nothing was done, by reason.");
        _latency = meter.CreateHistogram(
            "vpa_updater_execution_latency_seconds",
            description: "Time spent in the steps of a run.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBounds });
        AddGauges(meter);
        _skippedRuns.Add(0, Outcome(RunOutcome.AdmissionControllerNotAlive));
    }

    /// <summary>Makes sure that the success counters of a VPA exist (U125).</summary>
    public void Announce(NamespacedName vpa, VpaLabels labels)
    {
        _evicted.Add(0, labels.SizeTag, labels.ModeTag, NameTag(vpa), NamespaceTag(vpa));
        _resized.Add(0, labels.SizeTag, NameTag(vpa), NamespaceTag(vpa));
    }

    /// <summary>Counts an accepted eviction.</summary>
    public void CountEviction(NamespacedName vpa, VpaLabels labels) => _evicted.Add(1, labels.SizeTag, labels.ModeTag, NameTag(vpa), NamespaceTag(vpa));

    /// <summary>Counts an eviction that did not happen.</summary>
    public void CountFailure(NamespacedName vpa, VpaLabels labels, EvictionFailure reason) =>
        _failed.Value.Add(1, labels.SizeTag, labels.ModeTag, new("reason", reason.ToString()), NameTag(vpa), NamespaceTag(vpa));

    /// <summary>Counts an accepted resize.</summary>
    public void CountResize(NamespacedName vpa, VpaLabels labels) => _resized.Add(1, labels.SizeTag, NameTag(vpa), NamespaceTag(vpa));

    /// <summary>Counts a resize that did not happen.</summary>
    public void CountFailure(NamespacedName vpa, VpaLabels labels, InPlaceFailure reason) =>
        _failedResizes.Value.Add(1, labels.SizeTag, new("reason", reason.ToString()), NameTag(vpa), NamespaceTag(vpa));

    /// <summary>Counts a pod that is left alone because resizing it was infeasible before (U106).</summary>
    public void CountInfeasibleSkip(NamespacedName vpa, VpaLabels labels) => _infeasibleSkips.Value.Add(1, labels.SizeTag, NameTag(vpa), NamespaceTag(vpa));

    /// <summary>Counts a run in which nothing was done, and sets the per-run gauges to 0, as the numbers of the run before hold no longer.</summary>
    public void CountSkippedRun(RunOutcome outcome)
    {
        _skippedRuns.Add(1, Outcome(outcome));
        _run = _run.Zeroed();
        _unresolvedOwners = 0;
        if (outcome != RunOutcome.NoVpas)
        {
            // Nobody looked at the VPAs; where none takes part, the reasons are what is worth knowing.
            _absentVpas = ImmutableDictionary<VpaAbsence, int>.Empty;
        }
    }

    /// <summary>Shows the numbers of a run.</summary>
    public void Publish(RunCounts counts) => _run = counts;

    /// <summary>Shows how many VPAs take no part in the run, by reason.</summary>
    public void ShowAbsentVpas(IReadOnlyDictionary<VpaAbsence, int> absent) => _absentVpas = absent;

    /// <summary>Shows how many owners of pods could not be looked up, so that their pods count as uncontrolled (U29).</summary>
    public void ShowUnresolvedOwners(int owners) => _unresolvedOwners = owners;

    /// <summary>Adds the duration of a step.</summary>
    public void ObserveStep(string step, TimeSpan duration) => _latency.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("step", step));

    // A counter with a series for each VPA takes 2 MiB as soon as it exists, and shows nothing before it first counts.
    private static Lazy<Counter<long>> OnceUsed(Meter meter, string name, string description) => new(() => meter.CreateCounter<long>(name, description: description));

    private static KeyValuePair<string, object?> Outcome(RunOutcome outcome) => new("reason", outcome.ToString());

    private static KeyValuePair<string, object?> NameTag(NamespacedName vpa) => new("vpa_name", vpa.Name);

    private static KeyValuePair<string, object?> NamespaceTag(NamespacedName vpa) => new("vpa_namespace", vpa.Namespace);

    private void AddGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "vpa_updater_controlled_pods_total", () => Rows(r => r.ControlledPods), description: "Number of Pods controlled by VPAs.");
        meter.CreateObservableGauge(
            "vpa_updater_evictable_pods_total", () => Rows(r => r.EvictablePods), description: "Number of Pods that are to be evicted.");
        meter.CreateObservableGauge(
            "vpa_updater_vpas_with_evictable_pods_total",
            () => Rows(r => r.VpasWithEvictablePods),
            description: "Number of VPA objects with at least one Pod that is to be evicted.");
        meter.CreateObservableGauge(
            "vpa_updater_vpas_with_evicted_pods_total",
            () => Rows(r => r.VpasWithEvictedPods),
            description: "Number of VPA objects with at least one evicted Pod.");
        meter.CreateObservableGauge(
            "vpa_updater_in_place_updatable_pods_total", () => Sizes(r => r.UpdatablePods), description: "Number of Pods that are to be updated in place.");
        meter.CreateObservableGauge(
            "vpa_updater_vpas_with_in_place_updatable_pods_total",
            () => Sizes(r => r.VpasWithUpdatablePods),
            description: "Number of VPA objects with at least one Pod that is to be updated in place.");
        meter.CreateObservableGauge(
            "vpa_updater_vpas_with_in_place_updated_pods_total",
            () => Sizes(r => r.VpasWithUpdatedPods),
            description: "Number of VPA objects with at least one Pod updated in place.");
        meter.CreateObservableGauge("vpa_updater_refused_pods", Refusals, description: "Number of controlled Pods left alone in the last run, by reason.");
        meter.CreateObservableGauge("vpa_updater_absent_vpas", AbsentVpas, description: "Number of VPA objects that took no part in the last run, by reason.");
        meter.CreateObservableGauge(
            "vpa_updater_unresolved_owners",
            () => (long)_unresolvedOwners,
            description: "Number of owners of Pods that could not be looked up in the last run, so that their Pods counted as uncontrolled.");
    }

    private IEnumerable<Measurement<long>> Rows(Func<RunCounts.Row, int> value) =>
        _run.Rows.Select(r => new Measurement<long>(value(r.Value), r.Key.SizeTag, r.Key.ModeTag));

    // Sizes 0 to 19 are always shown (U124); upstream has no place for the largest one.
    private IEnumerable<Measurement<long>> Sizes(Func<RunCounts.InPlaceRow, int> value)
    {
        var rows = _run.InPlace;
        return Enumerable.Range(0, VpaLabels.LargestSize + 1)
            .Where(s => s < VpaLabels.LargestSize || rows.ContainsKey(s))
            .Select(s => new Measurement<long>(value(rows.GetValueOrDefault(s)), VpaLabels.TagOf(s)));
    }

    // Every reason is shown, so that none is missing from a graph before it first occurs.
    private IEnumerable<Measurement<long>> Refusals() => ByReason(_run.Refusals, UpdateRefusal.None);

    private IEnumerable<Measurement<long>> AbsentVpas() => ByReason(_absentVpas, VpaAbsence.None);

    private static IEnumerable<Measurement<long>> ByReason<TReason>(IReadOnlyDictionary<TReason, int> counts, TReason none)
        where TReason : struct, Enum =>
        Enum.GetValues<TReason>()
            .Where(r => !r.Equals(none))
            .Select(r => new Measurement<long>(counts.GetValueOrDefault(r), new KeyValuePair<string, object?>("reason", r.ToString())));
}
