using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Workloads;

/// <summary>Creates and deletes a ReplicaSet's pods, and reports its status.</summary>
internal sealed class ReplicaSetReconciler(ObjectClient objects, ulong seed)
{
    /// <summary>Characters after the ReplicaSet's name, as generated names have.</summary>
    private const int SuffixLength = 5;

    /// <summary>The longest name of which the API server would still generate pod names.</summary>
    private const int LongestPrefix = 57;

    // The next ordinal per ReplicaSet. Losing it (a restart) costs name collisions, which advance it again.
    private readonly ConcurrentDictionary<string, long> _ordinals = new(StringComparer.Ordinal);

    /// <summary>The writes that one ReplicaSet needs now.</summary>
    public IEnumerable<PlannedWrite> Plan(ReplicaSet set, WorkloadSnapshot snapshot)
    {
        var pods = snapshot.PodsByOwner[set.Metadata.Uid!].Where(p => p.IsActive()).ToList();
        var missing = (set.Spec.Replicas ?? 1) - pods.Count;
        var writes = new List<PlannedWrite>();
        if (set.Metadata.DeletionTimestamp is null)
        {
            for (var i = 0; i < missing; i++)
            {
                writes.Add(Create(set));
            }

            writes.AddRange(pods.OrderBy(Keep).ThenByDescending(p => p.Metadata.CreationTimestamp).Take(Math.Max(0, -missing)).Select(Delete));
        }

        PlanStatus(set, pods, writes);
        return writes;
    }

    /// <summary>Forgets ReplicaSets that are gone.</summary>
    public void Retain(IEnumerable<ReplicaSet> sets)
    {
        var live = sets.Select(s => s.Metadata.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _ordinals.Keys.Where(k => !live.Contains(k)).ToList())
        {
            _ordinals.TryRemove(gone, out _);
        }
    }

    // Which pods are dearest: unscheduled ones go first, then those not ready, then the youngest.
    private static int Keep(Pod pod) => string.IsNullOrEmpty(pod.Spec.NodeName) ? 0 : pod.IsReady() ? 2 : 1;

    private PlannedWrite Create(ReplicaSet set)
    {
        var ordinal = _ordinals.AddOrUpdate(set.Metadata.Key, 0, (_, last) => last + 1);
        var suffix = TemplateHash.Word(SeededHash.Of(SeededHash.Of(seed, set.Metadata.Key), ordinal), SuffixLength);
        var prefix = set.Metadata.Name.Length <= LongestPrefix ? set.Metadata.Name : set.Metadata.Name[..LongestPrefix];
        var name = $"{prefix}-{suffix}";
        var body = OwnedObjects.PodOf(set, name);
        return new PlannedWrite(
            $"create pod {set.Metadata.Namespace}/{name}",
            ct => objects.CreateAsync($"/api/v1/namespaces/{set.Metadata.Namespace}/pods", body, ct))
        {
            // The ordinal has moved on, so the next step tries another name.
            OnAlreadyExists = () => { },
        };
    }

    private PlannedWrite Delete(Pod pod) =>
        new($"delete pod {pod.Metadata.Key}", ct => objects.DeleteAsync(pod.Path(), pod.Metadata.Uid, graceSeconds: null, ct));

    private void PlanStatus(ReplicaSet set, List<Pod> pods, List<PlannedWrite> writes)
    {
        var ready = pods.Count(p => p.IsReady());
        var status = new ReplicaSetStatus
        {
            Replicas = pods.Count,
            FullyLabeledReplicas = pods.Count,
            ReadyReplicas = ready,
            AvailableReplicas = ready,
            ObservedGeneration = set.Metadata.Generation ?? 0,
        };
        if (status == set.Status)
        {
            return;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = set.Metadata.ResourceVersion },
            ["status"] = JsonSerializer.SerializeToNode(status, ObjectJson.Default.ReplicaSetStatus),
        };
        writes.Add(new PlannedWrite(
            $"report status of replicaset {set.Metadata.Key}", ct => objects.MergePatchAsync(set.Path() + "/status", patch, ct)));
    }
}
