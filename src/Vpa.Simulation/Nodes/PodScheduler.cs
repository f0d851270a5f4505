using System.Text.Json.Nodes;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;

namespace Vpa.Simulation.Nodes;

/// <summary>Binds pods that have no node yet, oldest first, or says on the pod why it cannot.</summary>
internal sealed class PodScheduler(ObjectClient objects)
{
    private const string DefaultScheduler = "default-scheduler";

    /// <summary>Whether a pod waits for this scheduler.</summary>
    public static bool IsWaiting(Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.NodeName) && pod.IsActive() && (pod.Spec.SchedulerName ?? DefaultScheduler) == DefaultScheduler;

    /// <summary>The writes for all waiting pods.</summary>
    public IEnumerable<PlannedWrite> Plan(IEnumerable<Pod> pods, NodeLedger ledger, DateTimeOffset now)
    {
        var waiting = pods.Where(IsWaiting).OrderBy(p => p.Metadata.CreationTimestamp).ThenBy(p => p.Metadata.Key, StringComparer.Ordinal);
        foreach (var pod in waiting)
        {
            var write = ledger.TryPlace(pod) is { } node ? Bind(pod, node) : ReportUnschedulable(pod, ledger.WhyNot(pod), now);
            if (write is not null)
            {
                yield return write;
            }
        }
    }

    private PlannedWrite Bind(Pod pod, string node)
    {
        var binding = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Binding",
            ["metadata"] = new JsonObject { ["name"] = pod.Metadata.Name, ["namespace"] = pod.Metadata.Namespace, ["uid"] = pod.Metadata.Uid },
            ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node },
        };
        return new PlannedWrite($"bind pod {pod.Metadata.Key} to {node}", ct => objects.CreateAsync(pod.Path() + "/binding", binding, ct));
    }

    private PlannedWrite? ReportUnschedulable(Pod pod, string why, DateTimeOffset now)
    {
        var before = pod.Status.Conditions ?? [];
        var after = PodConditions.With(before, "PodScheduled", "False", "Unschedulable", why, now);
        return ReferenceEquals(before, after) ? null : PodStatusWrite.Of(objects, pod, pod.Status with { Conditions = after });
    }
}
