using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Workloads;

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

    /// <summary>Answers are read anew after this and up to as much again (R112).</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(10);

    /// <summary>Failures are tried again after this: an error must not be served for long.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Entries nobody asked for in so long are dropped (R112).</summary>
    public static readonly TimeSpan DropAfter = TimeSpan.FromHours(1);

    /// <summary>How often the background pass looks for entries to refresh or drop (R112).</summary>
    public static readonly TimeSpan PassInterval = TimeSpan.FromSeconds(7);

    private const int Readers = 4;
    private readonly ConcurrentDictionary<ScaleKey, Entry> _entries = new();
    private readonly Channel<ScaleKey> _toRead = Channel.CreateUnbounded<ScaleKey>();
    private readonly Random _random = random ?? Random.Shared;

    /// <summary>Called before each background pass: the place to ask for what should be known before anybody needs it.</summary>
    public Action? BeforePass { get; set; }

    /// <summary>How many objects are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>What is known about an object.</summary>
    public ControllerLookup Find(string group, WorkloadKey workload)
    {
        var key = new ScaleKey(group, workload);
        var entry = _entries.GetOrAdd(key, static _ => new Entry());
        entry.LastRead = time.GetTimestamp();
        if (entry.TryClaimFirstReading())
        {
            _toRead.Writer.TryWrite(key);
        }

        return entry.Lookup;
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
            BeforePass?.Invoke();
            while (Unread() is { Length: > 0 } unread)
            {
                await Task.WhenAll(unread).WaitAsync(either.Token);
                BeforePass?.Invoke(); // what was read may name owners of its own
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ScalesUnread(Unread().Length, limit);
        }
    }

    /// <summary>Reads and refreshes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var tasks = Enumerable.Range(0, Readers).Select(_ => ReadQueuedAsync(cancellationToken)).Append(PassAsync(cancellationToken)).ToList();
        try
        {
            var first = await Task.WhenAny(tasks);
            await (first.IsFaulted ? first : Task.WhenAll(tasks)); // a defect does not wait for the others, which do not end by themselves
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
        foreach (var (key, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.LastRead) > DropAfter)
            {
                _entries.TryRemove(key, out _);
            }
            else if (entry.TryClaimRefresh(time.GetTimestamp()))
            {
                _toRead.Writer.TryWrite(key);
            }
        }
    }

    private Task[] Unread() => [.. _entries.Values.Select(e => e.FirstReading).Where(reading => !reading.IsCompleted)];

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

    private async Task ReadAsync(ScaleKey key, Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            var lookup = await reader.ReadAsync(key, cancellationToken);
            var after = ReferenceEquals(lookup, NoSuchKind) ? RetryAfter : RefreshAfter * (1 + _random.NextDouble());
            entry.Set(lookup, Due(after));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A failed reading says nothing about the object: what was known stays, and the cause is shown only where nothing was.
            logger.ScaleUnreadable(key.Workload.Kind, $"{key.Workload.Namespace}/{key.Workload.Name}", e.Message);
            var known = entry.Lookup.Status is not (ControllerLookupStatus.Unknown or ControllerLookupStatus.Pending);
            entry.Set(known ? entry.Lookup : new(ControllerLookupStatus.Unknown, null, e.Message), Due(RetryAfter));
        }
    }

    private long Due(TimeSpan after) => time.GetTimestamp() + (long)(after.TotalSeconds * time.TimestampFrequency);

    private sealed class Entry
    {
        private long _lastRead;
        private int _claimed;
        private long _due = long.MaxValue;
        private ControllerLookup _lookup = NotReadYet;
        private readonly TaskCompletionSource _firstReading = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends once it was read, or could not be.</summary>
        public Task FirstReading => _firstReading.Task;

        public ControllerLookup Lookup => Volatile.Read(ref _lookup);

        public long LastRead
        {
            get => Volatile.Read(ref _lastRead);
            set => Volatile.Write(ref _lastRead, value);
        }

        public bool TryClaimFirstReading() => Volatile.Read(ref _claimed) == 0 && Interlocked.Exchange(ref _claimed, 1) == 0;

        public bool TryClaimRefresh(long now)
        {
            var due = Volatile.Read(ref _due);
            return due <= now && Interlocked.CompareExchange(ref _due, long.MaxValue, due) == due;
        }

        public void Set(ControllerLookup lookup, long due)
        {
            Volatile.Write(ref _lookup, lookup);
            Volatile.Write(ref _due, due);
            _firstReading.TrySetResult();
        }
    }
}
