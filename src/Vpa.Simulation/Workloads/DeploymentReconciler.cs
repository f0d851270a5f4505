using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Workloads;

/// <summary>Brings a Deployment's ReplicaSets and status nearer to its spec.</summary>
internal sealed class DeploymentReconciler(ObjectClient objects)
{
    /// <summary>Old ReplicaSets kept for a roll-back when the Deployment says nothing (the API's default).</summary>
    private const int DefaultHistory = 10;

    /// <summary>The writes that one Deployment needs now.</summary>
    public IEnumerable<PlannedWrite> Plan(Deployment deployment, WorkloadSnapshot snapshot, DateTimeOffset now)
    {
        var owned = snapshot.ReplicaSetsByOwner[deployment.Metadata.Uid!].Where(r => r.Metadata.DeletionTimestamp is null).ToList();
        var hash = TemplateHash.Of(deployment.Spec.Template);
        var current = owned.Find(r => r.Metadata.Labels?.GetValueOrDefault(TemplateHash.Label) == hash);
        var old = owned.Where(r => r != current).OrderBy(Revision).ThenBy(r => r.Metadata.Name, StringComparer.Ordinal).ToList();
        var writes = new List<PlannedWrite>();
        if (deployment.Metadata.DeletionTimestamp is null && deployment.Spec.Paused != true)
        {
            var plan = Rollout.Plan(
                deployment.Spec.Replicas ?? 1,
                deployment.Spec.Strategy,
                current is null ? null : View(current, snapshot),
                [.. old.Select(r => View(r, snapshot))]);
            PlanScales(deployment, hash, current, old, plan, writes);
            PlanHistory(deployment, old, snapshot, writes);
        }

        PlanStatus(deployment, current, owned, snapshot, now, writes);
        return writes;
    }

    private static RolloutReplicaSet View(ReplicaSet set, WorkloadSnapshot snapshot)
    {
        var pods = snapshot.PodsByOwner[set.Metadata.Uid!];
        return new RolloutReplicaSet(
            set.Metadata.Name, set.Spec.Replicas ?? 1, pods.Count(p => p.IsActive() && p.IsReady()), pods.Count(p => !p.IsTerminal()));
    }

    private static long Revision(ReplicaSet set) =>
        long.TryParse(
            set.Metadata.Annotations?.GetValueOrDefault(OwnedObjects.RevisionAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : 0;

    private void PlanScales(
        Deployment deployment, string hash, ReplicaSet? current, List<ReplicaSet> old, RolloutPlan plan, List<PlannedWrite> writes)
    {
        var newest = old.Count == 0 ? 0 : old.Max(Revision);
        if (current is null)
        {
            var body = OwnedObjects.ReplicaSetOf(deployment, hash, plan.NewReplicas, newest + 1);
            var path = $"/apis/apps/v1/namespaces/{deployment.Metadata.Namespace}/replicasets";
            writes.Add(new PlannedWrite($"create replicaset {deployment.Metadata.Key}-{hash}", ct => objects.CreateAsync(path, body, ct)));
        }
        else
        {
            // Going back to an earlier template makes its ReplicaSet the newest revision again.
            PlanScale(current, plan.NewReplicas, Revision(current) <= newest ? newest + 1 : null, writes);
        }

        foreach (var set in old)
        {
            PlanScale(set, plan.OldReplicas[set.Metadata.Name], revision: null, writes);
        }
    }

    private void PlanScale(ReplicaSet set, int replicas, long? revision, List<PlannedWrite> writes)
    {
        if (set.Spec.Replicas == replicas && revision is null)
        {
            return;
        }

        var metadata = new JsonObject { ["resourceVersion"] = set.Metadata.ResourceVersion };
        if (revision is { } number)
        {
            metadata["annotations"] = new JsonObject { [OwnedObjects.RevisionAnnotation] = number.ToString(CultureInfo.InvariantCulture) };
        }

        var patch = new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["replicas"] = replicas } };
        writes.Add(new PlannedWrite(
            $"scale replicaset {set.Metadata.Key} to {replicas.ToString(CultureInfo.InvariantCulture)}",
            ct => objects.MergePatchAsync(set.Path(), patch, ct)));
    }

    private void PlanHistory(Deployment deployment, List<ReplicaSet> old, WorkloadSnapshot snapshot, List<PlannedWrite> writes)
    {
        var spent = old.Where(r => r.Spec.Replicas == 0 && !snapshot.PodsByOwner[r.Metadata.Uid!].Any()).ToList();
        foreach (var set in spent.Take(Math.Max(0, spent.Count - (deployment.Spec.RevisionHistoryLimit ?? DefaultHistory))))
        {
            writes.Add(new PlannedWrite(
                $"delete replicaset {set.Metadata.Key}", ct => objects.DeleteAsync(set.Path(), set.Metadata.Uid, graceSeconds: null, ct)));
        }
    }

    private void PlanStatus(
        Deployment deployment, ReplicaSet? current, List<ReplicaSet> owned, WorkloadSnapshot snapshot, DateTimeOffset now, List<PlannedWrite> writes)
    {
        var pods = owned.SelectMany(r => snapshot.PodsByOwner[r.Metadata.Uid!]).Where(p => p.IsActive()).ToList();
        var updated = current is null ? 0 : snapshot.PodsByOwner[current.Metadata.Uid!].Count(p => p.IsActive());
        var status = DeploymentStatusReport.Of(deployment, pods, updated, now);
        if (DeploymentStatusReport.Same(deployment.Status, status))
        {
            return;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = deployment.Metadata.ResourceVersion },
            ["status"] = JsonSerializer.SerializeToNode(status, ObjectJson.Default.DeploymentStatus),
        };
        writes.Add(new PlannedWrite(
            $"report status of deployment {deployment.Metadata.Key}",
            ct => objects.MergePatchAsync(deployment.Path() + "/status", patch, ct)));
    }
}
