using System.Runtime.InteropServices;
using Vpa.Domain.Usage;

namespace Vpa.Storage;

/// <summary>What was read of a history: the records that are sound, and the identifiers of those that are not.</summary>
internal sealed class HistoryContents
{
    private readonly Dictionary<string, StoredRecord> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);

    /// <summary>The sound records.</summary>
    public IReadOnlyDictionary<string, StoredRecord> Records => _records;

    /// <summary>Records that are there but cannot be read.</summary>
    public IReadOnlySet<string> Damaged => _damaged;

    /// <summary>What stopped the reading before its end; null when the file is whole.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The identifier of a record as it is held here; the one given when it is not.</summary>
    public string IdOf(string id) => _records.TryGetValue(id, out var record) ? record.Id : id;

    /// <summary>Takes a record, sound or not; false when there is one already.</summary>
    public bool TryTake(string id, byte[] frame)
    {
        if (_records.ContainsKey(id) || _damaged.Contains(id))
        {
            return false;
        }

        if (AggregateCodec.Decode(id, frame) is { } snapshot)
        {
            _records.Add(id, new(id, snapshot, RecordFrame.ChecksumOf(frame)));
        }
        else
        {
            _damaged.Add(id);
        }

        return true;
    }

    /// <summary>Takes a record from the second copy, in the place of a damaged or an older one; false when it is of no use.</summary>
    public bool TryRestore(string id, byte[] frame)
    {
        if (AggregateCodec.Decode(id, frame) is not { } snapshot || (_records.TryGetValue(id, out var known) && !IsNewer(snapshot, known.Snapshot)))
        {
            return false;
        }

        _damaged.Remove(id);
        _records[id] = new(id, snapshot, RecordFrame.ChecksumOf(frame));
        return true;
    }

    /// <summary>The same for a record of which it is not known whether it differs.</summary>
    public bool TryRestoreIfNewer(string id, byte[] frame) =>
        (!_records.TryGetValue(id, out var known) || known.Checksum != RecordFrame.ChecksumOf(frame)) && TryRestore(id, frame);

    // Both copies hold every save, so they differ only by the one that was cut short.
    private static bool IsNewer(AggregateSnapshot one, AggregateSnapshot other) =>
        one.SampleCount != other.SampleCount ? one.SampleCount > other.SampleCount : one.LastSample > other.LastSample;

    /// <summary>A record.</summary>
    /// <param name="Id">The identifier.</param>
    /// <param name="Snapshot">The aggregate.</param>
    /// <param name="Checksum">The checksum of its frame.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct StoredRecord(string Id, AggregateSnapshot Snapshot, uint Checksum);
}
