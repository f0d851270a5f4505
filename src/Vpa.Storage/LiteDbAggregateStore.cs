using Microsoft.Extensions.Logging;
using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;

namespace Vpa.Storage;

/// <summary>
/// Histories in a LiteDB file, <c>vpa-history.db</c> (mode 0600). One process at a time (a lock file says which), one thread that touches the
/// file. Killing the process at any moment keeps every save that had completed.
/// </summary>
public sealed class LiteDbAggregateStore : IAggregateStore
{
    private readonly HistoryLock _lock;
    private readonly HistorySession _session;
    private readonly WriterThread _thread = new();
    private readonly ILogger _logger;
    private readonly string _directory;
    private readonly List<string> _damaged = [];

    private LiteDbAggregateStore(HistoryDirectory directory, HistoryLock @lock, ILogger logger)
    {
        _directory = directory.Path;
        _lock = @lock;
        _logger = logger;
        _session = new HistorySession(directory, logger);
    }

    /// <summary>Takes the lock of a directory, which is created if it is missing. The file itself is opened by the first call.</summary>
    /// <param name="directory">The directory of the history (<c>--history-path</c>).</param>
    /// <param name="time">Names files that are set aside.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="HistoryUnavailableException">Another process uses it, or the directory cannot be written.</exception>
    public static LiteDbAggregateStore Open(string directory, TimeProvider time, ILogger<LiteDbAggregateStore> logger) =>
        Open(directory, time, logger, openStream: null);

    /// <inheritdoc/>
    public Task<StoredHistory> LoadAsync(CancellationToken cancellationToken) => _thread.RunAsync(Load).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A save that has begun is finished even when the wait for it is cancelled.</remarks>
    public Task<SaveOutcome> SaveAsync(
        IReadOnlyCollection<AggregateSnapshot> changed, IReadOnlyCollection<AggregateKey> deleted, CancellationToken cancellationToken) =>
        _thread.RunAsync(() => Save(changed, deleted)).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.Run(_thread.Dispose);
        _session.Dispose();
        _lock.Dispose();
    }

    /// <summary>Opens the store over streams of the caller's making, so that tests can inject faults below the database.</summary>
    internal static LiteDbAggregateStore Open(string directory, TimeProvider time, ILogger logger, Func<string, Stream>? openStream)
    {
        try
        {
            HistoryDirectory.Create(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new HistoryUnavailableException(HistoryFault.NotWritable, $"the history directory '{directory}' cannot be created: {e.Message}", e);
        }

        return new LiteDbAggregateStore(new HistoryDirectory(directory, time, openStream), HistoryLock.Acquire(directory), logger);
    }

    private StoredHistory Load()
    {
        var before = _session.SetAside;
        var records = _session.ReadAll();
        var aggregates = new List<AggregateSnapshot>(records.Count);
        foreach (var (id, data) in records)
        {
            if (AggregateCodec.Decode(id, data) is { } snapshot)
            {
                aggregates.Add(snapshot);
            }
            else
            {
                _logger.RecordDropped(id);
                _damaged.Add(id);
            }
        }

        _logger.HistoryLoaded(aggregates.Count, _directory, _damaged.Count);
        return new StoredHistory(aggregates, _damaged.Count, ReferenceEquals(before, _session.SetAside) ? null : _session.SetAside);
    }

    private SaveOutcome Save(IReadOnlyCollection<AggregateSnapshot> changed, IReadOnlyCollection<AggregateKey> deleted)
    {
        var records = changed.Select(AggregateCodec.Encode).ToList();
        var doomed = deleted.Select(k => RecordId.Of(k.Workload, k.Container)).Concat(_damaged).ToHashSet(StringComparer.Ordinal);
        doomed.ExceptWith(records.Select(r => r.Key));
        var isWhole = _session.Write(records, doomed);
        _damaged.Clear();
        return isWhole ? SaveOutcome.Saved : SaveOutcome.Replaced;
    }
}
