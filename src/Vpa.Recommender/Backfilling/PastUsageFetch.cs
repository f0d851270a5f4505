using Microsoft.Extensions.Logging;
using Vpa.Domain.Usage;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Recommender.Backfilling;

/// <summary>Fetches past usage once, however often it has to try (R141, R145).</summary>
internal sealed class PastUsageFetch(IUsageArchive archive, AggregationOptions options, RecommenderMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private string? _fault;

    /// <summary>Why the last attempt failed; null while none has, and when all is fetched. Safe for several threads.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>
    /// Fetches until everything is there. The past ends where it ended at the first attempt, so that usage which was fed live meanwhile is not in it.
    /// </summary>
    public async Task<PastUsage> RunAsync(DateTimeOffset until, IReadOnlySet<string> namespaces, CancellationToken cancellationToken)
    {
        var past = new PastUsage(options, until, namespaces);
        var unreadable = 0;
        foreach (var resource in (ArchivedResource[])[ArchivedResource.Cpu, ArchivedResource.Memory])
        {
            var usage = await RepeatAsync(ct => archive.ReadUsageAsync(resource, until, ct), cancellationToken);
            past.Add(resource, usage.Items);
            unreadable += usage.Unreadable;
        }

        var labels = await ReadLabelsAsync(until, cancellationToken);
        past.Add(labels.Items);
        Volatile.Write(ref _fault, null);
        logger.PastUsageFetched(archive.Name, past.Containers.Count, labels.Items.Count, unreadable + labels.Unreadable);
        return past;
    }

    /// <summary>Labels only serve pods that are gone. So a query for them that is refused costs those, and not the history of all the others (unlike Q28).</summary>
    private async Task<ArchiveAnswer<ArchivedPodLabels>> ReadLabelsAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            return await RepeatAsync(ct => archive.ReadPodLabelsAsync(until, ct), cancellationToken, passRefusal: true);
        }
        catch (ArchiveUnavailableException e) when (e.IsRefused)
        {
            logger.PodLabelsRefused(archive.Name, e.Message);
            return new([], 0);
        }
    }

    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken, bool passRefusal = false)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                var answer = await read(cancellationToken);
                metrics.HistoryFetched(isError: false);
                return answer;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && !(passRefusal && e is ArchiveUnavailableException { IsRefused: true }))
            {
                // Whatever it is, the recommender works on without this past, and asks again.
                metrics.HistoryFetched(isError: true);
                Note(e.Message);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Logs a failure once, not at each attempt.</summary>
    private void Note(string fault)
    {
        if (fault != _fault)
        {
            Volatile.Write(ref _fault, fault);
            logger.PastUsageUnavailable(archive.Name, fault);
        }
    }
}
