using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Nodes;

/// <summary>The next status of a pod that is bound to a node: pure, and the same object when nothing changes.</summary>
internal sealed class PodLifecycle(ContainerLifecycle containers, PodResizer? resizer)
{
    /// <summary>Decides on one pod.</summary>
    /// <param name="pod">A pod that is neither terminal nor being deleted.</param>
    /// <param name="ledger">The nodes' accounts; a resize that is granted is entered.</param>
    /// <param name="now">The present instant.</param>
    public PodStatus Next(Pod pod, NodeLedger ledger, DateTimeOffset now)
    {
        var status = pod.Status.StartTime is null ? Admitted(pod, now) : pod.Status;
        status = WithContainers(pod, status, now);
        if (resizer is not null && status.Phase == PodPhases.Running)
        {
            status = resizer.Next(pod with { Status = status }, ledger, now);
        }

        status = WithReadiness(pod, status, now);
        // The generation is acknowledged together with a change that acts on it, and by itself where the server counts it.
        return resizer is not null && pod.Metadata.Generation is { } generation && status.ObservedGeneration != generation
            ? status with { ObservedGeneration = generation }
            : status;
    }

    private static PodStatus Admitted(Pod pod, DateTimeOffset now)
    {
        var ip = AddressOf(pod);
        return pod.Status with
        {
            StartTime = now,
            HostIP = NodeRegistration.AddressOf(pod.Spec.NodeName!),
            PodIP = ip,
            PodIPs = [new PodIp(ip)],
            InitContainerStatuses = pod.Spec.InitContainers is null ? null : [.. pod.Spec.InitContainers.Select(c => Initialised(c, now))],
        };
    }

    // Init containers have done their work as soon as the pod starts; sidecars among them run on.
    private static ContainerStatus Initialised(Container container, DateTimeOffset now) => new()
    {
        Name = container.Name,
        Image = container.Image ?? string.Empty,
        ImageID = $"simulated://{container.Image}",
        Ready = true,
        Started = container.RestartPolicy == "Always",
        State = container.RestartPolicy == "Always"
            ? new ContainerState { Running = new RunningState(now) }
            : new ContainerState { Terminated = new TerminatedState { ExitCode = 0, Reason = "Completed", StartedAt = now, FinishedAt = now } },
    };

    private PodStatus WithContainers(Pod pod, PodStatus status, DateTimeOffset now)
    {
        var next = new List<ContainerStatus>(pod.Spec.Containers.Count);
        var changed = false;
        foreach (var container in pod.Spec.Containers)
        {
            var before = pod.StatusOf(container.Name);
            var after = containers.Next(pod, container, before, now);
            changed |= !ReferenceEquals(before, after);
            next.Add(after);
        }

        var phase = PhaseOf(pod, next);
        return !changed && status.Phase == phase ? status : status with { ContainerStatuses = next, Phase = phase };
    }

    private static string PhaseOf(Pod pod, List<ContainerStatus> statuses)
    {
        var allEnded = statuses.Count > 0 && statuses.TrueForAll(s => s.State.Terminated is not null);
        if (!allEnded)
        {
            return PodPhases.Running;
        }

        var anyFailed = statuses.Exists(s => s.State.Terminated!.ExitCode != 0);
        return pod.Spec.RestartPolicy switch
        {
            "Never" => anyFailed ? PodPhases.Failed : PodPhases.Succeeded,
            "OnFailure" when !anyFailed => PodPhases.Succeeded,
            _ => PodPhases.Running,
        };
    }

    private static PodStatus WithReadiness(Pod pod, PodStatus status, DateTimeOffset now)
    {
        var unready = (status.ContainerStatuses ?? []).Where(s => !s.Ready).Select(s => s.Name).ToList();
        var (reason, message) = status.Phase == PodPhases.Succeeded ? ("PodCompleted", (string?)null)
            : unready.Count > 0 ? ("ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]")
            : ((string?)null, (string?)null);
        var ready = unready.Count == 0 ? "True" : "False";
        var conditions = status.Conditions ?? [];
        conditions = PodConditions.With(conditions, "PodScheduled", "True", reason: null, message: null, now);
        conditions = PodConditions.With(
            conditions, "Initialized", "True", status.Phase == PodPhases.Succeeded ? "PodCompleted" : null, message: null, now);
        conditions = PodConditions.With(conditions, "ContainersReady", ready, reason, message, now);
        conditions = PodConditions.With(conditions, "Ready", ready, reason, message, now);
        return ReferenceEquals(conditions, status.Conditions) ? status : status with { Conditions = conditions };
    }

    // Addresses of 10.0.0.0/9; they need not be unique, nothing listens there.
    private static string AddressOf(Pod pod)
    {
        var hash = SeededHash.Of(0, pod.Metadata.Key);
        return FormattableString.Invariant($"10.{hash % 128}.{(hash >> 8) % 256}.{1 + ((hash >> 16) % 254)}");
    }
}
