using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Workloads;

/// <summary>Deletes ReplicaSets and pods whose controlling owner is gone, so that a cascade is part of a step and needs no timing.</summary>
internal sealed class OrphanCollector(ObjectClient objects)
{
    /// <summary>Candidates whose owner is in no list are confirmed one owner at a time: an owner younger than its list is no reason to delete.</summary>
    public async Task<List<PlannedWrite>> PlanAsync(WorkloadSnapshot snapshot, CancellationToken ct)
    {
        var deployments = snapshot.Deployments.Select(d => d.Metadata.Uid!).ToHashSet(StringComparer.Ordinal);
        var sets = snapshot.ReplicaSets.Select(r => r.Metadata.Uid!).ToHashSet(StringComparer.Ordinal);
        var absent = new Dictionary<string, bool>(StringComparer.Ordinal);
        var writes = new List<PlannedWrite>();
        foreach (var set in snapshot.ReplicaSets)
        {
            if (await IsOrphanAsync(set.Metadata, "Deployment", "deployments", deployments, absent, ct))
            {
                writes.Add(Delete("replicaset", set.Metadata, set.Path()));
            }
        }

        foreach (var pod in snapshot.Pods)
        {
            if (await IsOrphanAsync(pod.Metadata, "ReplicaSet", "replicasets", sets, absent, ct))
            {
                writes.Add(Delete("pod", pod.Metadata, pod.Path()));
            }
        }

        return writes;
    }

    private async Task<bool> IsOrphanAsync(
        ObjectMeta meta, string kind, string plural, HashSet<string> live, Dictionary<string, bool> absent, CancellationToken ct)
    {
        if (meta.DeletionTimestamp is not null || meta.ControllerOwner is not { } owner || owner.Kind != kind || live.Contains(owner.Uid)
            || !owner.ApiVersion.StartsWith("apps/", StringComparison.Ordinal))
        {
            return false;
        }

        if (!absent.TryGetValue(owner.Uid, out var gone))
        {
            var uid = await objects.FindUidAsync($"/apis/apps/v1/namespaces/{meta.Namespace}/{plural}/{owner.Name}", ct);
            absent[owner.Uid] = gone = uid != owner.Uid;
        }

        return gone;
    }

    private PlannedWrite Delete(string kind, ObjectMeta meta, string path) =>
        new($"delete orphaned {kind} {meta.Key}", ct => objects.DeleteAsync(path, meta.Uid, graceSeconds: null, ct));
}
