using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Recommender.Histories;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Pods;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Feeding;

/// <summary>Feeds live usage and out-of-memory kills into the histories (R118 to R122).</summary>
internal sealed class UsageFeeder(
    PodModel pods,
    UsageSubjects subjects,
    IUsageSource usage,
    IOutOfMemorySource kills,
    SteadyClock clock,
    RecommenderMetrics metrics,
    RecommendationQuality quality,
    TimeProvider time,
    RecommenderOptions options,
    ILogger logger)
{
    private readonly UsageCoverage _coverage = new(subjects, metrics, logger);
    private readonly UsageNotices _notices = new(metrics, logger);

    /// <summary>Reads usage once and adds its samples. A failed reading adds nothing (R120).</summary>
    public async Task FeedUsageAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        UsageReading reading;
        try
        {
            reading = await ReadAsync(cancellationToken);
        }
        catch (UsageUnavailableException e)
        {
            metrics.UsageListed(isError: true);
            _notices.Failed(e.Message);
            return;
        }

        metrics.UsageListed(isError: false);
        _notices.Failed(null);
        var counts = default(SampleCounts);
        var isAhead = false;
        foreach (var pod in reading.Pods)
        {
            if (clock.IsTooFarAhead(pod.Timestamp))
            {
                _notices.Ahead(pod, isFirst: !isAhead);
                isAhead = true;
                counts.Discarded += pod.Containers.Length;
                continue;
            }

            FeedPod(pod, now, ref counts);
        }

        logger.UsageFed(reading.Pods.Length, counts.Accepted, counts.Discarded, counts.Unknown, reading.Unreadable);
        _notices.Finished(reading, isAhead);
        _coverage.Check(now);
    }

    /// <summary>Drains the queue of observed kills without waiting (R122).</summary>
    public void FeedOutOfMemoryKills(DateTimeOffset now)
    {
        while (kills.TryTake(out var kill))
        {
            if (kill.RequestFoundIn is { } source)
            {
                metrics.RequestsLookedUp(source, 1);
            }

            var tracked = pods.Find(kill.Pod);
            if (tracked?.Find(kill.Container) is not { } container)
            {
                logger.OutOfMemoryOfUnknown(kill.Pod.Namespace, kill.Pod.Name, kill.Container);
                continue;
            }

            foreach (var history in HistoriesOf(tracked, container, now))
            {
                if (!clock.IsTooFarAhead(kill.At) && history.AddOutOfMemory(kill.Pod.Name, kill.At, new MemoryAmount(kill.MemoryBytes)) is { } needed)
                {
                    history.KilledPod = kill.Pod.Name;
                    quality.Sampled(history, needed, isOutOfMemory: true);
                }
                else
                {
                    logger.OutOfMemoryStale(kill.Pod.Namespace, kill.Pod.Name, kill.Container, kill.At);
                }
            }
        }
    }

    private async Task<UsageReading> ReadAsync(CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(options.UsageTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            return await usage.ReadUsageAsync(subjects.Enumerate(), linked.Token);
        }
        catch (OperationCanceledException e) when (expiry.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UsageUnavailableException($"the metrics API did not answer within {GoDuration.FromTimeSpan(options.UsageTimeout)}", e);
        }
    }

    private void FeedPod(PodUsage pod, DateTimeOffset now, ref SampleCounts counts)
    {
        if (pods.Find(pod.Pod) is not { } tracked)
        {
            foreach (var container in pod.Containers)
            {
                NoteUnknown(pod.Pod, container.Container, ref counts);
            }

            return;
        }

        foreach (var container in pod.Containers)
        {
            if (tracked.Find(container.Container) is { } known)
            {
                tracked.LastUsage = now;
                Feed(tracked, known, container, pod.Timestamp, now, ref counts);
            }
            else if (!tracked.Pod.InitContainerNames.Contains(container.Container, StringComparer.Ordinal))
            {
                NoteUnknown(pod.Pod, container.Container, ref counts);
            }
        }
    }

    // Silently with the memory saver, which leaves most pods out on purpose (R121).
    private void NoteUnknown(NamespacedName pod, string container, ref SampleCounts counts)
    {
        counts.Unknown++;
        if (!options.MemorySaver)
        {
            logger.SampleOfUnknown(pod, container);
        }
    }

    private void Feed(TrackedPod tracked, TrackedContainer container, in ContainerUsage usage, DateTimeOffset at, DateTimeOffset now, ref SampleCounts counts)
    {
        foreach (var history in HistoriesOf(tracked, container, now))
        {
            // An absent value is unknown, not zero: no sample at all.
            if (usage.Cpu is { } cpu)
            {
                Count(FeedCpu(history, tracked.Pod.Name, at, CpuAmount.FromQuantity(cpu)), ResourceNames.Cpu, ref counts);
            }

            if (usage.Memory is { } memory)
            {
                Count(FeedMemory(history, tracked.Pod.Name, at, MemoryAmount.FromQuantity(memory)), ResourceNames.Memory, ref counts);
            }
        }

        void Count(bool isAccepted, string resource, ref SampleCounts counts)
        {
            counts.Add(isAccepted);
            if (!isAccepted)
            {
                logger.SampleDiscarded(tracked.Pod.Key, container.Name, resource, at);
            }
        }
    }

    private bool FeedCpu(ContainerHistory history, string pod, DateTimeOffset at, CpuAmount usage)
    {
        if (!history.AddCpu(pod, at, usage))
        {
            return false;
        }

        quality.Sampled(history, usage);
        return true;
    }

    private bool FeedMemory(ContainerHistory history, string pod, DateTimeOffset at, MemoryAmount usage)
    {
        if (!history.AddMemory(pod, at, usage))
        {
            return false;
        }

        quality.Sampled(history, usage, isOutOfMemory: false);
        return true;
    }

    private ContainerHistory[] HistoriesOf(TrackedPod tracked, TrackedContainer container, DateTimeOffset now)
    {
        foreach (var history in container.Histories)
        {
            if (history.IsCollected)
            {
                pods.Rebind(tracked, container, now);
                break;
            }
        }

        return container.Histories;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct SampleCounts
    {
        public int Accepted { get; set; }

        public int Discarded { get; set; }

        public int Unknown { get; set; }

        public void Add(bool isAccepted)
        {
            if (isAccepted)
            {
                Accepted++;
            }
            else
            {
                Discarded++;
            }
        }
    }
}
