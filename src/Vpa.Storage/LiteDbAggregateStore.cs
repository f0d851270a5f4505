using Microsoft.Extensions.Logging;
using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;
using Vpa.Storage.Mirroring;

namespace Vpa.Storage;

/// <summary>
/// Histories in a LiteDB file, <c>vpa-history.db</c>, and a second copy beside it (mode 0600). One process at a time (a lock file says which), one
/// thread that touches the files. Killing the process at any moment keeps every save that had completed; so does damage to one of the copies.
/// </summary>
public sealed class LiteDbAggregateStore : IAggregateStore
{
    private readonly HistoryLock _lock;
    private readonly HistorySession _session;
    private readonly HistoryMirror _mirror;
    private readonly WriterThread _thread = new();
    private readonly ILogger _logger;
    private readonly string _directory;
    private readonly List<string> _lost = [];
    private string? _mirrorError;

    private LiteDbAggregateStore(HistoryDirectory directory, HistoryLock @lock, ILogger logger)
    {
        _directory = directory.Path;
        _lock = @lock;
        _logger = logger;
        _session = new HistorySession(directory, logger);
        _mirror = new HistoryMirror(directory);
    }

    /// <summary>Takes the lock of a directory, which is created if it is missing. The files themselves are opened by the first call.</summary>
    /// <param name="directory">The directory of the history (<c>--history-path</c>).</param>
    /// <param name="time">Names files that are set aside.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="HistoryUnavailableException">Another process uses it, or the directory cannot be created.</exception>
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
        _mirror.Dispose();
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
        var contents = _session.ReadAll();
        var restored = CompleteFromMirror(contents);
        _lost.AddRange(contents.Damaged);
        _lost.ForEach(_logger.RecordDropped);
        var isStored = TryRepair(contents, restored);
        _logger.HistoryLoaded(contents.Records.Count, _directory, _lost.Count);
        return new StoredHistory([.. contents.Records.Values.Select(r => r.Snapshot)], _lost.Count)
        {
            Restored = restored.Count,
            SetAside = ReferenceEquals(before, _session.SetAside) ? null : _session.SetAside,
            IsStored = isStored,
        };
    }

    private SaveOutcome Save(IReadOnlyCollection<AggregateSnapshot> changed, IReadOnlyCollection<AggregateKey> deleted)
    {
        _lock.EnsureHeld();
        var records = changed.Select(AggregateCodec.Encode).OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        var doomed = deleted.Select(k => RecordId.Of(k.Workload, k.Container)).Concat(_lost).ToHashSet(StringComparer.Ordinal);
        doomed.ExceptWith(records.Select(r => r.Key));
        var isWhole = _session.Write(records, doomed);
        _lost.Clear();
        records.ForEach(r => _mirror.Add(r.Key, r.Value));
        foreach (var id in doomed)
        {
            _mirror.Add(id, frame: null);
        }

        WriteMirror(_mirror.Flush);
        return isWhole ? SaveOutcome.Saved : SaveOutcome.Replaced;
    }

    /// <summary>Takes from the second copy what the file lacks, has damaged, or has in an older state, and notes what the copy lacks.</summary>
    /// <returns>The records taken.</returns>
    private HashSet<string> CompleteFromMirror(HistoryContents contents)
    {
        var restored = new HashSet<string>(StringComparer.Ordinal);
        WriteMirror(() => RestoreFromMirror(contents, restored));
        foreach (var (id, record) in contents.Records)
        {
            if (!_mirror.Places.TryGetValue(id, out var place) || place.Checksum != record.Checksum)
            {
                _mirror.Add(id, AggregateCodec.Encode(record.Snapshot).Value);
            }
        }

        if (restored.Count > 0)
        {
            _logger.HistoriesRestored(restored.Count);
        }

        return restored;
    }

    private void RestoreFromMirror(HistoryContents contents, HashSet<string> restored)
    {
        try
        {
            if (_mirror.Scan(contents) is > 0 and var damaged && _mirror.IsDamaged)
            {
                _logger.MirrorDamaged(damaged);
            }

            foreach (var (id, place) in _mirror.Places)
            {
                if ((!contents.Records.TryGetValue(id, out var record) || record.Checksum != place.Checksum) && contents.TryRestore(id, _mirror.Read(id)))
                {
                    restored.Add(id);
                }
            }
        }
        catch (IOException e) when (HistorySession.IsReadError(e))
        {
            // What could not be read is of no more use; a new one is written from what was.
            _mirror.Reset();
            throw;
        }
    }

    /// <summary>Makes both copies sound and equal; false when they cannot be written now, so that everything must be saved later.</summary>
    private bool TryRepair(HistoryContents contents, HashSet<string> restored)
    {
        try
        {
            if (contents.Failure is not null || restored.Count > 0)
            {
                _lock.EnsureHeld();
                if (contents.Failure is not null || !WriteToFile(contents.Records.Where(r => restored.Contains(r.Key))))
                {
                    WriteToFile(contents.Records);
                }
            }

            WriteMirror(_mirror.Flush);
            return true;
        }
        catch (HistoryUnavailableException e) when (e.Fault == HistoryFault.NotWritable)
        {
            _logger.NotRepaired(e.Message);
            return false;
        }
    }

    private bool WriteToFile(IEnumerable<KeyValuePair<string, HistoryContents.StoredRecord>> records) =>
        _session.Write(records.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => AggregateCodec.Encode(r.Value.Snapshot)), []);

    // The second copy must not keep the first from working; what it lacks is made up for when it can be written again.
    private void WriteMirror(Action work)
    {
        try
        {
            work();
            _mirrorError = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            if (_mirrorError != e.Message)
            {
                _mirrorError = e.Message;
                _logger.MirrorUnavailable(e.Message);
            }
        }
    }
}
