using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Finds and computes the PodDisruptionBudgets of a namespace.</summary>
internal sealed class DisruptionBudgets(ObjectStore store, ResourceRegistry registry)
{
    /// <summary>The budgets whose selector chooses the pod.</summary>
    public IReadOnlyList<JsonObject> Covering(StoredObject pod) =>
    [
        .. store.Snapshot(BuiltinResources.Budgets).In(pod.Key.Namespace).Select(b => b.ToJson())
            .Where(b => LabelSelectors.FromJson(b.At("spec", "selector")).Matches(pod.Labels)),
    ];

    public DisruptionBudget Compute(JsonObject budget, string ns)
    {
        var selector = LabelSelectors.FromJson(budget.At("spec", "selector"));
        var pods = store.Snapshot(BuiltinResources.Pods).In(ns).Where(p => selector.Matches(p.Labels)).Select(p => p.ToJson());
        return DisruptionBudget.Compute(budget, pods, owner => ReplicasOf(owner, ns));
    }

    private long? ReplicasOf(JsonObject owner, string ns)
    {
        var group = owner.TextAt("apiVersion")?.Split('/') is [var named, _] ? named : "";
        var kind = owner.TextAt("kind");
        var resource = registry.All.FirstOrDefault(r => r.Group == group && r.Kind == kind && r.Scale is not null);
        return resource is null
            ? null
            : store.Find(resource, new ObjectKey(ns, owner.TextAt("name") ?? ""))?.ToJson().NumberAt(resource.Scale!.SpecReplicas);
    }
}
