using Microsoft.Extensions.Logging;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Workloads;

/// <summary>Turns Deployments into ReplicaSets and ReplicaSets into pods, as a client of any API server that has no such controller.</summary>
/// <remarks>Against a cluster with a kube-controller-manager it is not started.</remarks>
public sealed class WorkloadController
{
    private readonly ObjectClient _objects;
    private readonly WorkloadControllerOptions _options;
    private readonly ILogger<WorkloadController> _logger;
    private readonly DeploymentReconciler _deployments;
    private readonly ReplicaSetReconciler _replicaSets;
    private readonly OrphanCollector _orphans;

    /// <summary>Creates a controller; nothing happens before its first step.</summary>
    public WorkloadController(ApiConnection connection, WorkloadControllerOptions options, ILogger<WorkloadController> logger)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _objects = connection.Objects;
        _options = options;
        _logger = logger;
        _deployments = new DeploymentReconciler(_objects);
        _replicaSets = new ReplicaSetReconciler(_objects, options.Seed);
        _orphans = new OrphanCollector(_objects);
    }

    /// <summary>One pass over all workloads: lists each kind once and writes only what differs.</summary>
    /// <returns>How many writes changed something; 0 when all is as it should be.</returns>
    public async Task<int> StepAsync(CancellationToken ct)
    {
        // Owners are listed before what they own: an object that is seen always had its owner seen, unless that is gone.
        var deployments = await _objects.ListAsync("/apis/apps/v1/deployments", ObjectJson.Default.ObjectListDeployment, ct);
        var sets = await _objects.ListAsync("/apis/apps/v1/replicasets", ObjectJson.Default.ObjectListReplicaSet, ct);
        var pods = await _objects.ListAsync("/api/v1/pods", ObjectJson.Default.ObjectListPod, ct);
        var snapshot = new WorkloadSnapshot(deployments, sets, pods);
        var now = _options.Clock.GetUtcNow();
        var writes = new List<PlannedWrite>();
        foreach (var deployment in snapshot.Deployments)
        {
            PlanOne("deployment", deployment.Metadata.Key, () => _deployments.Plan(deployment, snapshot, now), writes);
        }

        foreach (var set in snapshot.ReplicaSets)
        {
            PlanOne("replicaset", set.Metadata.Key, () => _replicaSets.Plan(set, snapshot), writes);
        }

        writes.AddRange(await _orphans.PlanAsync(snapshot, ct));
        _replicaSets.Retain(snapshot.ReplicaSets);
        return await new WriteBatch(_options.WriteConcurrency, _logger).SendAsync(writes, ct);
    }

    /// <summary>Steps at the interval of the options until cancelled; a failed step is logged and repeated.</summary>
    public Task RunAsync(CancellationToken ct) =>
        ControlLoop.RunAsync("workload controller", StepAsync, _options.Interval, _options.Clock, _logger, ct);

    // A template that cannot be read (an invalid custom object) leaves the other workloads running.
    private void PlanOne(string kind, string key, Func<IEnumerable<PlannedWrite>> plan, List<PlannedWrite> writes)
    {
        try
        {
            writes.AddRange(plan());
        }
        catch (InvalidDataException e)
        {
            _logger.ObjectSkipped(kind, key, e.Message);
        }
    }
}
