using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Updater.Metrics;

namespace Vpa.Updater;

/// <summary>
/// One run of the updater at a time (U14 to U17): pods whose requests are far from the recommendation are resized in place, or evicted so
/// that they come back with the recommended ones, as far as the disruption budgets allow. What to do is decided first, without any call; then it is done.
/// </summary>
public sealed class UpdaterRun
{
    /// <summary>The name of the meter under which the updater's metrics are found.</summary>
    public const string MeterName = UpdaterMetrics.MeterName;

    private readonly UpdaterPorts _ports;
    private readonly UpdaterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly UpdaterMetrics _metrics;
    private readonly RunReporting _reporting;
    private readonly StandingNotices _notices = new();
    private readonly AcceptedEvictions _accepted = new();
    private readonly ResizeObservations _resizes = new();
    private readonly InfeasibleAttempts _infeasible = new();
    private readonly AdmissionWatch _admission;
    private readonly ResizeSupportWatch _resizeSupport;
    private readonly VpaSelection _selection;
    private readonly VpaPlanning _planning;
    private readonly UpdateDispatcher _dispatcher;
    private NamespacedName? _lastServed;

    /// <summary>Puts the updater together.</summary>
    /// <param name="ports">What it needs from the outside.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="meters">Where its metrics are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Its log.</param>
    public UpdaterRun(
        UpdaterPorts ports, UpdaterOptions options, IMeterFactory meters, TimeProvider time, ILogger<UpdaterRun> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentCalls, 1, nameof(options));
        (_ports, _options, _time, _logger) = (ports, options, time, logger);
        _metrics = new UpdaterMetrics(meters);
        _reporting = new RunReporting(_metrics, ports.Events, logger);
        _admission = new AdmissionWatch(ports.Heartbeat, ports.Events, options, time, logger);
        _selection = new VpaSelection(ports.Controllers, options, _notices, _metrics, logger);
        _resizeSupport = new ResizeSupportWatch(ports.Resizer, options, _notices, logger);
        _planning = new VpaPlanning(ports, options, _resizes, _infeasible, time, logger);
        var calls = new BoundedCall(options, time);
        _dispatcher = new UpdateDispatcher(
            new EvictionExecution(ports.Evictor, ports.Events, _metrics, calls, logger),
            new ResizeExecution(ports.Resizer, ports.Events, _metrics, calls, logger),
            _accepted, _infeasible, _metrics, options, time, logger);
    }

    /// <summary>Makes one run. Runs must not overlap.</summary>
    /// <returns>How it ended. Failures of single pods, VPAs and namespaces are logged and do not end it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; calls under way have ended.</exception>
    public async Task<RunOutcome> RunOnceAsync(CancellationToken cancellationToken)
    {
        var steps = new StepTimer(_metrics, _time);
        try
        {
            return await RunAsync(steps, _time.GetUtcNow() + _options.Interval, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Only the caches are left to fail here, and they may be well again at the next run.
            _logger.SourceFailed(e);
            return Skip(RunOutcome.SourceFailed);
        }
        finally
        {
            _notices.EndRun();
            steps.EndRun();
        }
    }

    private async Task<RunOutcome> RunAsync(StepTimer steps, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (!await _admission.IsAliveAsync(deadline, cancellationToken))
        {
            return Skip(RunOutcome.AdmissionControllerNotAlive);
        }

        var vpas = _ports.Vpas.ListVpas();
        steps.End("ListVPAs");
        var participants = _selection.SelectFrom(vpas);
        if (participants.Count == 0)
        {
            // Nobody asks for the infeasible attempts; upstream would keep those of pods that are gone (U15).
            _infeasible.Clear();
            return Skip(RunOutcome.NoVpas);
        }

        var pods = ListLivePods();
        steps.End("ListPods");
        var controlled = AssignPods(vpas, participants, pods);
        steps.End("FilterPods");
        var support = await _resizeSupport.FindAsync(participants, cancellationToken);
        steps.End("AdmissionInit");
        var updates = _planning.Plan(VpaRotation.After(controlled.Values, c => c.Vpa.Key, _lastServed), support);
        return await CarryOutAsync(updates, steps, deadline, cancellationToken);
    }

    private RunOutcome Skip(RunOutcome outcome)
    {
        _metrics.CountSkippedRun(outcome);
        _logger.RunEnded(outcome, 0, 0, 0, 0, 0);
        return outcome;
    }

    // Pods that are going away do not count anywhere (U27), whether the cache shows it already or not.
    private List<Pod> ListLivePods()
    {
        var cached = _ports.Pods.ListPods();
        var now = _time.GetUtcNow();
        _accepted.Prune(cached, now);
        var live = cached.Where(p => p.DeletionTimestamp is null && !_accepted.Contains(p)).ToList();
        _resizes.Observe(live, now);
        _infeasible.Observe(live);
        return live;
    }

    private Dictionary<NamespacedName, (VerticalPodAutoscaler Vpa, List<Pod> Pods)> AssignPods(
        IReadOnlyCollection<VerticalPodAutoscaler> vpas, IReadOnlyList<VerticalPodAutoscaler> participants, List<Pod> pods)
    {
        var controlled = new Dictionary<NamespacedName, (VerticalPodAutoscaler Vpa, List<Pod> Pods)>();
        var lookup = new ControllingVpas(vpas, participants, _ports.Controllers);
        foreach (var pod in pods)
        {
            if (FindVpa(lookup, pod) is { } vpa)
            {
                if (!controlled.TryGetValue(vpa.Key, out var entry))
                {
                    entry = (vpa, []);
                    controlled.Add(vpa.Key, entry);
                }

                entry.Pods.Add(pod);
            }
        }

        _metrics.ShowUnresolvedOwners(lookup.Errors.Count);
        foreach (var (owner, cause) in lookup.Errors)
        {
            if (_notices.Begins(nameof(UpdaterLog.OwnerUnknown), owner.ToString()))
            {
                _logger.OwnerUnknown(owner, cause);
            }
        }

        return controlled;
    }

    private VerticalPodAutoscaler? FindVpa(ControllingVpas lookup, Pod pod)
    {
        try
        {
            return lookup.For(pod);
        }
        catch (Exception e)
        {
            _logger.PodFailed(pod.Key, e);
            return null;
        }
    }

    private async Task<RunOutcome> CarryOutAsync(List<VpaUpdate> updates, StepTimer steps, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        foreach (var update in updates)
        {
            _metrics.Announce(update.Plan.Vpa.Key, update.Labels);
            _reporting.TellInfeasible(update);
        }

        var isComplete = false;
        try
        {
            var result = await _dispatcher.RunAsync(updates, deadline, cancellationToken);
            isComplete = result.IsComplete;
            _lastServed = isComplete ? null : result.LastServed ?? _lastServed;
        }
        finally
        {
            _reporting.Tell(updates, isComplete);
        }

        if (isComplete)
        {
            steps.End("EvictPods");
        }

        return isComplete ? RunOutcome.Completed : RunOutcome.RateLimited;
    }
}
