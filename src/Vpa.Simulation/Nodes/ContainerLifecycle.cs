using System.Globalization;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Quantities;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Nodes;

/// <summary>The next state of one container; a status that stays the same is returned as the very same object.</summary>
internal sealed class ContainerLifecycle(UsageModel usage, bool reportsResources, ILogger logger)
{
    /// <summary>128 + SIGKILL.</summary>
    private const int KilledExitCode = 137;

    /// <summary>What the container's status says next.</summary>
    public ContainerStatus Next(Pod pod, Container container, ContainerStatus? status, DateTimeOffset now)
    {
        if (status is null || status.State is { Waiting: null, Running: null, Terminated: null })
        {
            return Start(pod, container, now);
        }

        if (status.State.Running is { } running)
        {
            return Run(pod, container, status, running.StartedAt ?? now, now);
        }

        var ended = status.State.Terminated ?? status.LastState.Terminated;
        return ended is null ? Start(pod, container, now) : AfterEnd(pod, container, status, ended, now);
    }

    /// <summary>The status of a container that begins its next run in place of the one before.</summary>
    public static ContainerStatus Restart(Pod pod, Container container, ContainerStatus status, TerminatedState ended, DateTimeOffset now) =>
        status with
        {
            State = new ContainerState { Running = new RunningState(now) },
            LastState = new ContainerState { Terminated = ended },
            Ready = true,
            Started = true,
            RestartCount = status.RestartCount + 1,
            ContainerID = IdOf(pod, container, status.RestartCount + 1),
        };

    /// <summary>The record of a run that ended.</summary>
    public static TerminatedState Ended(ContainerStatus status, int exitCode, string reason, DateTimeOffset now) => new()
    {
        ExitCode = exitCode,
        Reason = reason,
        StartedAt = status.State.Running?.StartedAt,
        FinishedAt = now,
        ContainerID = status.ContainerID,
    };

    private ContainerStatus Start(Pod pod, Container container, DateTimeOffset now) => new()
    {
        Name = container.Name,
        State = new ContainerState { Running = new RunningState(now) },
        Ready = true,
        Started = true,
        Image = container.Image ?? string.Empty,
        ImageID = $"simulated://{container.Image}",
        ContainerID = IdOf(pod, container, restarts: 0),
        AllocatedResources = reportsResources ? container.Resources?.Requests : null,
        Resources = reportsResources ? container.Resources ?? new ResourceRequirements() : null,
    };

    private ContainerStatus Run(Pod pod, Container container, ContainerStatus status, DateTimeOffset startedAt, DateTimeOffset now)
    {
        if (ResourcesInForce.Of(pod, container).MemoryLimit() is > 0 and var limit)
        {
            var used = usage.Of(pod, container, startedAt, now).MemoryBytes;
            if (used > limit)
            {
                logger.ContainerOomKilled(container.Name, pod.Metadata.Key, used, limit);
                return Stop(status, KilledExitCode, "OOMKilled", now);
            }
        }

        return usage.HasFinished(pod, container, startedAt, now) ? Stop(status, exitCode: 0, "Completed", now) : status;
    }

    private static ContainerStatus Stop(ContainerStatus status, int exitCode, string reason, DateTimeOffset now) => status with
    {
        State = new ContainerState { Terminated = Ended(status, exitCode, reason, now) },
        Ready = false,
        Started = false,
    };

    private static ContainerStatus AfterEnd(
        Pod pod, Container container, ContainerStatus status, TerminatedState ended, DateTimeOffset now)
    {
        if (!StartsAgain(pod.Spec.RestartPolicy, ended.ExitCode))
        {
            return status;
        }

        var delay = RestartBackOff.Delay(status.RestartCount, ended);
        if (now >= (ended.FinishedAt ?? now) + delay)
        {
            return Restart(pod, container, status, ended, now);
        }

        return status.State.Waiting is not null ? status : status with
        {
            State = new ContainerState { Waiting = new WaitingState("CrashLoopBackOff", BackOffMessage(pod, container, delay)) },
            LastState = new ContainerState { Terminated = ended },
        };
    }

    private static bool StartsAgain(string? policy, int exitCode) => policy switch
    {
        "Never" => false,
        "OnFailure" => exitCode != 0,
        _ => true,
    };

    private static string BackOffMessage(Pod pod, Container container, TimeSpan delay) =>
        $"back-off {GoDuration.FromTimeSpan(delay)} restarting failed container={container.Name} pod={pod.Metadata.Name}_{pod.Metadata.Namespace}";

    // 64 hexadecimal digits, as container runtimes have; different for every run of every container.
    private static string IdOf(Pod pod, Container container, int restarts)
    {
        var seed = SeededHash.Of((ulong)restarts, $"{pod.Metadata.Uid}/{pod.Metadata.Key}/{container.Name}");
        return "simulated://" + string.Concat(
            Enumerable.Range(0, 4).Select(i => SeededHash.Of(seed, i).ToString("x16", CultureInfo.InvariantCulture)));
    }
}
