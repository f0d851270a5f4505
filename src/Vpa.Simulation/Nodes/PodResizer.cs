using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Nodes;

/// <summary>Carries out in-place resizes: what a spec wants becomes allocated if the node has room, and then real.</summary>
/// <remarks>
/// The two steps are two status writes, as on a real node: allocated with the condition <c>PodResizeInProgress</c> first, then the new
/// resources without it. What does not fit keeps <c>PodResizePending</c> with the reason <c>Deferred</c> or <c>Infeasible</c>.
/// </remarks>
internal sealed class PodResizer(UsageModel usage)
{
    /// <summary>128 + SIGTERM: how a container ends that is restarted for a resize.</summary>
    private const int TerminatedExitCode = 143;

    private static readonly ResourceRequirements None = new();

    /// <summary>The pod's next status; the same object when there is nothing to resize.</summary>
    public PodStatus Next(Pod pod, NodeLedger ledger, DateTimeOffset now)
    {
        var status = pod.Status;
        var conditions = status.Conditions ?? [];
        if (!pod.Spec.Containers.Any(c => Differs(c, pod.StatusOf(c.Name))))
        {
            return WithConditions(status, Cleared(conditions));
        }

        var allocated = !pod.Spec.Containers.Any(c => AllocationDiffers(c, pod.StatusOf(c.Name)));
        if (allocated && PodConditions.Find(conditions, PodConditions.ResizeInProgress) is not null)
        {
            return Actuate(pod, conditions, now);
        }

        return ledger.TryResize(pod) switch
        {
            ResizeFit.Infeasible => Pending(status, conditions, "Infeasible", "Node didn't have enough capacity", now),
            ResizeFit.Deferred => Pending(status, conditions, "Deferred", "Node didn't have enough resource", now),
            _ => Allocate(pod, conditions, now),
        };
    }

    private static PodStatus Pending(
        PodStatus status, IReadOnlyList<PodCondition> conditions, string reason, string message, DateTimeOffset now) =>
        WithConditions(status, PodConditions.With(conditions, PodConditions.ResizePending, "True", reason, message, now));

    private static PodStatus Allocate(Pod pod, IReadOnlyList<PodCondition> conditions, DateTimeOffset now) => pod.Status with
    {
        Conditions = PodConditions.With(
            PodConditions.Without(conditions, PodConditions.ResizePending), PodConditions.ResizeInProgress, "True", reason: null, message: null, now),
        ContainerStatuses =
        [
            .. (pod.Status.ContainerStatuses ?? []).Select(s => ContainerOf(pod, s) is { } c ? s with { AllocatedResources = c.Resources?.Requests } : s),
        ],
    };

    private PodStatus Actuate(Pod pod, IReadOnlyList<PodCondition> conditions, DateTimeOffset now)
    {
        foreach (var container in pod.Spec.Containers)
        {
            if (LimitBelowUsage(pod, container, now) is { } problem)
            {
                return WithConditions(
                    pod.Status, PodConditions.With(conditions, PodConditions.ResizeInProgress, "True", "Error", problem, now));
            }
        }

        return pod.Status with
        {
            Conditions = Cleared(conditions),
            ContainerStatuses = [.. (pod.Status.ContainerStatuses ?? []).Select(s => ContainerOf(pod, s) is { } c ? Apply(pod, c, s, now) : s)],
        };
    }

    // A node refuses to lower the limit of a running container below what it uses: that would kill it.
    private string? LimitBelowUsage(Pod pod, Container container, DateTimeOffset now)
    {
        var status = pod.StatusOf(container.Name);
        var wanted = container.Resources?.MemoryLimit();
        if (status?.State.Running is not { } running || wanted is null || wanted == status.Resources?.MemoryLimit() || RestartsFor(container, status))
        {
            return null;
        }

        var used = usage.Of(pod, container, running.StartedAt ?? now, now).MemoryBytes;
        return used > wanted
            ? FormattableString.Invariant($"attempting to set container \"{container.Name}\" memory limit ({wanted}) below its current usage")
            : null;
    }

    private static ContainerStatus Apply(Pod pod, Container container, ContainerStatus status, DateTimeOffset now)
    {
        var restarts = status.State.Running is not null && RestartsFor(container, status);
        var applied = status with { Resources = container.Resources ?? None };
        return restarts
            ? ContainerLifecycle.Restart(pod, container, applied, ContainerLifecycle.Ended(status, TerminatedExitCode, "Error", now), now)
            : applied;
    }

    private static bool RestartsFor(Container container, ContainerStatus status)
    {
        var wanted = container.Resources ?? None;
        var real = status.Resources ?? None;
        return (!wanted.SameCpu(real) && Policy(container, ResourceRequirements.Cpu) == "RestartContainer")
            || (!wanted.SameMemory(real) && Policy(container, ResourceRequirements.Memory) == "RestartContainer");
    }

    private static string? Policy(Container container, string resource) =>
        container.ResizePolicy?.FirstOrDefault(p => p.ResourceName == resource)?.RestartPolicy;

    private static bool Differs(Container container, ContainerStatus? status)
    {
        if (status?.Resources is not { } real)
        {
            return false;
        }

        var wanted = container.Resources ?? None;
        return !wanted.SameCpu(real) || !wanted.SameMemory(real) || AllocationDiffers(container, status);
    }

    private static bool AllocationDiffers(Container container, ContainerStatus? status)
    {
        var allocated = new ResourceRequirements { Requests = status?.AllocatedResources };
        var wanted = container.Resources ?? None;
        return wanted.CpuRequest() != allocated.CpuRequest() || wanted.MemoryRequest() != allocated.MemoryRequest();
    }

    private static Container? ContainerOf(Pod pod, ContainerStatus status) => pod.Spec.Containers.FirstOrDefault(c => c.Name == status.Name);

    private static IReadOnlyList<PodCondition> Cleared(IReadOnlyList<PodCondition> conditions) =>
        PodConditions.Without(PodConditions.Without(conditions, PodConditions.ResizePending), PodConditions.ResizeInProgress);

    private static PodStatus WithConditions(PodStatus status, IReadOnlyList<PodCondition> conditions) =>
        ReferenceEquals(conditions, status.Conditions) || (status.Conditions is null && conditions.Count == 0)
            ? status
            : status with { Conditions = conditions };
}
