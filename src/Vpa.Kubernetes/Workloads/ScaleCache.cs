using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Caching;

namespace Vpa.Kubernetes.Workloads;

/// <summary>
/// Controllers of other than the well-known kinds, read through <c>scale</c> in the background (R110 to R112). A look-up answers at once with
/// what is known; the first one of a key says Pending and starts the reading.
/// </summary>
internal sealed class ScaleCache(IScaleReader reader, TimeProvider time, ILogger logger, Random? random = null)
{
    /// <summary>The answer for a kind that the server does not serve.</summary>
    public static readonly ControllerLookup NoSuchKind = new(ControllerLookupStatus.Unknown, null, "the server serves no such kind");

    /// <summary>The answer until the first reading is done.</summary>
    public static readonly ControllerLookup NotReadYet = new(ControllerLookupStatus.Pending, null, "its scale was not read yet");

    /// <summary>Complete answers are read anew after this and up to as much again (R112).</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(10);

    /// <summary>Failures are tried again after this: an error must not be served for long.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A provisional answer is read anew after this, then after twice that and so on: up to <see cref="RetryAfter"/> while there is no such
    /// object, and to <see cref="RefreshAfter"/> while it has no selector, as there are kinds that never have one.
    /// </summary>
    public static readonly TimeSpan FirstRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Entries nobody asked for in so long are dropped (R112).</summary>
    public static readonly TimeSpan DropAfter = TimeSpan.FromHours(1);

    /// <summary>How often the background pass looks for entries to refresh or drop (R112).</summary>
    public static readonly TimeSpan PassInterval = TimeSpan.FromSeconds(7);

    /// <summary>
    /// The most that one pass reads anew because it failed or was provisional, 5 a second: a cluster may have thousands of VPAs whose target
    /// never exists.
    /// </summary>
    public const int RetriesPerPass = 35;

    private const int Readers = 4;
    private const int SettledRetries = 3; // as often the delay grows before it is RetryAfter
    private readonly ConcurrentDictionary<ScaleKey, ScaleEntry> _entries = new();
    private readonly Channel<ScaleKey> _toRead = Channel.CreateUnbounded<ScaleKey>();
    private readonly Random _random = random ?? Random.Shared;

    /// <summary>Called before each background pass: the place to ask for what should be known before anybody needs it.</summary>
    public Action? BeforePass { get; set; }

    /// <summary>How many objects are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>What is known about an object.</summary>
    /// <param name="group">The API group.</param>
    /// <param name="workload">Namespace, kind and name.</param>
    /// <param name="maxAge">The age beyond which a provisional answer is not given but read anew; infinite for any age.</param>
    public ControllerLookup Find(string group, WorkloadKey workload, TimeSpan maxAge)
    {
        var key = new ScaleKey(group, workload);
        var entry = _entries.GetOrAdd(key, static _ => new ScaleEntry());
        entry.LastAsked = time.GetTimestamp();
        if (entry.TryClaimFirstReading())
        {
            _toRead.Writer.TryWrite(key);
        }

        // The time first: it is set after the answer, so the old answer is never taken for as young as the new one.
        var lastRead = entry.LastRead;
        var lookup = entry.Lookup;
        if (!lookup.IsProvisional || maxAge == Timeout.InfiniteTimeSpan || time.GetElapsedTime(lastRead) <= maxAge)
        {
            return lookup;
        }

        ReadAnew(key, entry);
        return NotReadYet;
    }

    /// <summary>Reads at once what was asked for but is not fully known: something that names the object was created.</summary>
    public void Hasten(string group, WorkloadKey workload)
    {
        var key = new ScaleKey(group, workload);
        if (_entries.TryGetValue(key, out var entry) && !entry.IsComplete)
        {
            entry.Retries = 0;
            ReadAnew(key, entry);
        }
    }

    /// <summary>Asks for what should be known before anybody needs it, and waits until all that was asked for is read, owners of owners included.</summary>
    /// <param name="limit">The longest wait; what is still unread then is read while the program goes on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task PrimeAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            int known;
            do
            {
                known = CountOfRead();
                BeforePass?.Invoke();
                await Task.WhenAll(Unread()).WaitAsync(either.Token);
            }
            while (CountOfRead() != known); // what was read since, be it before the wait, may name owners of its own
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ScalesUnread(Unread().Length, limit);
        }
    }

    /// <summary>Reads and refreshes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var readers = Enumerable.Range(0, Readers).Select(_ => ReadQueuedAsync(cancellationToken));
        try
        {
            await EndlessLoops.AllOrFirstDefectAsync([.. readers, PassAsync(cancellationToken)]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // An ordinary end.
        }
    }

    /// <summary>One background pass: drops what nobody asks for and queues what is due.</summary>
    internal void Pass()
    {
        BeforePass?.Invoke();
        var retries = new List<(ScaleKey Key, ScaleEntry Entry, long Due)>();
        foreach (var (key, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.LastAsked) > DropAfter)
            {
                _entries.TryRemove(key, out _);
            }
            else if (entry.Due is var due && due > time.GetTimestamp())
            {
                continue;
            }
            else if (entry.IsComplete)
            {
                ReadAnew(key, entry);
            }
            else
            {
                retries.Add((key, entry, due));
            }
        }

        // The young first and of these the latest, which is the likeliest to be ready now; then whoever waited longest.
        foreach (var (key, entry, _) in retries.OrderBy(r => r.Entry.Retries < SettledRetries ? -r.Due : r.Due).Take(RetriesPerPass))
        {
            ReadAnew(key, entry);
        }
    }

    private void ReadAnew(ScaleKey key, ScaleEntry entry)
    {
        if (entry.TryClaimReading())
        {
            _toRead.Writer.TryWrite(key);
        }
    }

    private Task[] Unread() => [.. _entries.Values.Select(e => e.FirstReading).Where(reading => !reading.IsCompleted)];

    private int CountOfRead() => _entries.Values.Count(e => e.FirstReading.IsCompleted);

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                Pass();
            }
            catch (Exception e)
            {
                // The pass only saves time later; a defect in what it calls must not end it.
                logger.ScalePassFailed(e);
            }

            await Task.Delay(PassInterval, time, cancellationToken);
        }
    }

    private async Task ReadQueuedAsync(CancellationToken cancellationToken)
    {
        await foreach (var key in _toRead.Reader.ReadAllAsync(cancellationToken))
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                await ReadAsync(key, entry, cancellationToken);
            }
        }
    }

    private async Task ReadAsync(ScaleKey key, ScaleEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var lookup = await reader.ReadAsync(key, cancellationToken);
            entry.Set(lookup, time.GetTimestamp(), Due(DelayAfter(lookup, entry)));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A failed reading says nothing about the object: what was known stays, and the cause is shown only where nothing was. That it
            // did not exist a while ago is no knowledge.
            logger.ScaleUnreadable(key.Workload.Kind, $"{key.Workload.Namespace}/{key.Workload.Name}", e.Message);
            entry.Retries = SettledRetries;
            var known = entry.Lookup.Controller is not null || entry.IsComplete;
            entry.Set(known ? entry.Lookup : new(ControllerLookupStatus.Unknown, null, e.Message), time.GetTimestamp(), Due(RetryAfter));
        }
    }

    private TimeSpan DelayAfter(ControllerLookup lookup, ScaleEntry entry)
    {
        if (!lookup.IsProvisional)
        {
            entry.Retries = ReferenceEquals(lookup, NoSuchKind) ? SettledRetries : 0;
            return ReferenceEquals(lookup, NoSuchKind) ? RetryAfter : RefreshAfter * (1 + _random.NextDouble());
        }

        var limit = lookup.Controller is null ? RetryAfter : RefreshAfter;
        var after = FirstRetryAfter * (1 << entry.Retries);
        if (after >= limit)
        {
            return limit;
        }

        entry.Retries++;
        return after;
    }

    private long Due(TimeSpan after) => time.GetTimestamp() + (long)(after.TotalSeconds * time.TimestampFrequency);
}
