using LiteDB;
using LiteDB.Engine;

namespace Vpa.Storage;

/// <summary>
/// The LiteDB file: opaque records by identifier, in batches. Not safe for several threads, because LiteDB binds a transaction to
/// the thread that began it; <see cref="WriterThread"/> owns it.
/// </summary>
/// <remarks>
/// No secondary index (rebuilding fails with one), no object mapping (its global state has races), binary collation (the default
/// takes names that differ in case for the same). Every batch is one transaction; all are checkpointed into the data file at the
/// end of a write so that the log does not grow.
/// </remarks>
internal sealed class HistoryFile : IDisposable
{
    /// <summary>The format this program writes. A file of a later format is refused, never guessed at.</summary>
    public const int FormatVersion = 1;

    /// <summary>Records a transaction: larger ones are no faster and hold more memory while open.</summary>
    private const int BatchSize = 1_000;

    private const string RecordsName = "aggregates";
    private const string MetaName = "meta";
    private const string FormatId = "format";
    private const string IdField = "_id";
    private const string DataField = "d";
    private const string VersionField = "v";

    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _records;
    private readonly Stream _data;
    private readonly Stream _log;
    private readonly WriteFault _fault;

    private HistoryFile(LiteDatabase database, Stream data, Stream log, WriteFault fault)
    {
        _database = database;
        _records = database.GetCollection(RecordsName);
        _data = data;
        _log = log;
        _fault = fault;
    }

    /// <summary>Opens or creates the database over two streams, which it disposes.</summary>
    /// <exception cref="LaterFormatException">The file was written by a later version of the program.</exception>
    /// <exception cref="IOException">The streams cannot be read or written.</exception>
    public static HistoryFile Open(Stream dataFile, Stream logFile)
    {
        LiteDatabase? database = null;
        var fault = new WriteFault();
        var data = new FailStopStream(dataFile, fault);
        var log = new FailStopStream(logFile, fault);
        try
        {
            var isNew = data.Length == 0;
            var engine = new LiteEngine(new EngineSettings { DataStream = data, LogStream = log, Collation = Collation.Binary });
            database = new LiteDatabase(engine, new BsonMapper(), disposeOnClose: true);
            var file = new HistoryFile(database, data, log, fault);
            file.CheckFormat(isNew);
            fault.ThrowIfSet();
            return file;
        }
        catch
        {
            DisposeQuietly(database);
            DisposeQuietly(log);
            DisposeQuietly(data);
            throw;
        }
    }

    /// <summary>Hands over records in the order of their identifiers, or backwards, up to the first that cannot be read or is not taken.</summary>
    /// <param name="take">Takes a record; false when it is not the first of its name, since a walk in circles would never end.</param>
    /// <param name="backwards">From the last to the first.</param>
    /// <param name="after">The identifier to begin behind, forwards.</param>
    /// <param name="limit">Records at most.</param>
    /// <returns>Null when the end was reached, else what stopped the reading; the file is of no use then and must be opened again.</returns>
    public Exception? Read(Func<string, byte[], bool> take, bool backwards = false, string? after = null, int limit = int.MaxValue)
    {
        try
        {
            foreach (var document in after is null
                ? _records.Find(Query.All(backwards ? Query.Descending : Query.Ascending), limit: limit)
                : _records.Find(Query.GT(IdField, after), limit: limit))
            {
                if (document[IdField] is { IsString: true } id && document[DataField] is { IsBinary: true } data && !take(id.AsString, data.AsBinary))
                {
                    return new InvalidDataException($"the record {id.AsString} is met twice");
                }
            }

            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Writes and deletes records, in batches that are each all or nothing and durable when this returns.</summary>
    /// <param name="upserts">Records to write, best in the order of their identifiers: LiteDB writes sorted keys three times as fast as keys in random order.</param>
    /// <param name="deletes">Records to delete.</param>
    public void Write(IEnumerable<KeyValuePair<string, byte[]>> upserts, IReadOnlyCollection<string> deletes)
    {
        foreach (var batch in upserts.Chunk(BatchSize))
        {
            InTransaction(() => _records.Upsert(batch.Select(ToDocument)));
        }

        foreach (var batch in deletes.Order(StringComparer.Ordinal).Chunk(BatchSize))
        {
            InTransaction(() =>
            {
                foreach (var id in batch)
                {
                    _records.Delete(id);
                }
            });
        }

        _database.Checkpoint();
        _fault.ThrowIfSet();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposeQuietly(_database);
        DisposeQuietly(_log);
        DisposeQuietly(_data);
    }

    private static BsonDocument ToDocument(KeyValuePair<string, byte[]> record) => new() { [IdField] = record.Key, [DataField] = record.Value };

    // Closing a damaged or full file may fail; what was committed is in the log by then, so there is nothing left to save.
    private static void DisposeQuietly(IDisposable? disposable)
    {
        try
        {
            disposable?.Dispose();
        }
        catch (Exception)
        {
            // See above.
        }
    }

    private void InTransaction(Action work)
    {
        var isOver = false;
        _database.BeginTrans();
        try
        {
            work();
            if (!_database.Commit())
            {
                throw new InvalidOperationException("the transaction was already over");
            }

            isOver = true;
            _fault.ThrowIfSet();
        }
        catch when (!isOver)
        {
            RollbackQuietly();
            throw;
        }
    }

    // After most errors LiteDB has closed itself and rolls back on the next opening.
    private void RollbackQuietly()
    {
        try
        {
            _database.Rollback();
        }
        catch (Exception)
        {
            // See above.
        }
    }

    private void CheckFormat(bool isNew)
    {
        var meta = _database.GetCollection(MetaName);
        var format = isNew ? null : meta.FindById(FormatId);
        if (format is null)
        {
            if (!isNew && _records.Count() > 0)
            {
                throw new InvalidDataException("the file has records but does not say in which format");
            }

            meta.Upsert(new BsonDocument { [IdField] = FormatId, [VersionField] = FormatVersion });
            return;
        }

        if (format[VersionField] is not { IsInt32: true } version || version.AsInt32 < 1)
        {
            throw new InvalidDataException($"the file's format is {format[VersionField]}, which is no version");
        }

        if (version.AsInt32 > FormatVersion)
        {
            throw new LaterFormatException(version.AsInt32);
        }
    }
}
