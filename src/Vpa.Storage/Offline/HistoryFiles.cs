using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Usage;
using Vpa.Recommender.Ports;
using Vpa.Storage.Mirroring;

namespace Vpa.Storage.Offline;

/// <summary>The files of a history while no recommender is at work on them: inspected without being changed, added to, and compacted.</summary>
/// <param name="path">The directory (<c>--history-path</c>), or for inspection also a data file in it, such as one that was set aside.</param>
/// <param name="time">The clock.</param>
public sealed class HistoryFiles(string path, TimeProvider time)
{
    private string Directory => System.IO.Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    private string DataPath => System.IO.Directory.Exists(path) ? Path.Combine(path, HistoryDirectory.DataName) : path;

    /// <summary>Reads everything from a copy in memory.</summary>
    /// <param name="evenIfHeld">Whether to read also while a process holds the history.</param>
    /// <exception cref="HistoryUnavailableException">It is in use, of a later version, or cannot be read.</exception>
    /// <exception cref="FileNotFoundException">There is no history.</exception>
    public HistoryInspection Inspect(bool evenIfHeld)
    {
        if (!File.Exists(DataPath) && !File.Exists(Path.Combine(path, HistoryDirectory.MirrorName)))
        {
            throw new FileNotFoundException($"there is no history: {DataPath} does not exist");
        }

        // A file that was set aside is nobody's.
        if (!evenIfHeld && Path.GetFileName(DataPath) == HistoryDirectory.DataName && HistoryLock.FindHolder(Directory) is { } holder)
        {
            throw new HistoryUnavailableException(HistoryFault.InUse, $"the history in {Directory} is in use by {holder}");
        }

        try
        {
            var copy = HistoryCopy.Take(DataPath);
            var (data, log, mirror) = (copy.Data.Length, copy.Log.Length, copy.Mirror.Length);
            var contents = copy.ReadData();
            var (restored, damaged) = Complete(contents, copy.Mirror);
            return new HistoryInspection
            {
                DataPath = DataPath,
                Histories = [.. contents.Records.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value.Snapshot)],
                Lost = [.. contents.Damaged.Order(StringComparer.Ordinal)],
                OnlyInMirror = [.. restored.Order(StringComparer.Ordinal)],
                Failure = contents.Failure?.Message,
                DataBytes = data,
                LogBytes = log,
                MirrorBytes = mirror,
                DamagedMirrorBytes = damaged,
            };
        }
        catch (LaterFormatException e)
        {
            throw new HistoryUnavailableException(HistoryFault.LaterFormat, $"{DataPath} was written by a later version of the program: {e.Message}", e);
        }
    }

    /// <summary>Adds histories; either all or, after a failure that the message tells, some of them are stored, and the import can be repeated.</summary>
    /// <param name="histories">The histories.</param>
    /// <param name="keepExisting">Whether a history that is there stays; else it is replaced.</param>
    /// <exception cref="HistoryUnavailableException">The history is in use, of a later version, or cannot be written.</exception>
    public async Task<ImportOutcome> ImportAsync(IReadOnlyList<AggregateSnapshot> histories, bool keepExisting)
    {
        await using var store = LiteDbAggregateStore.Open(path, time, NullLogger<LiteDbAggregateStore>.Instance);
        var existing = (await store.LoadAsync(CancellationToken.None)).Aggregates.Select(a => a.Key).ToHashSet();
        var known = histories.Count(h => existing.Contains(h.Key));
        var imported = keepExisting ? [.. histories.Where(h => !existing.Contains(h.Key))] : histories;
        await store.SaveAsync(imported, [], CancellationToken.None);
        return new(histories.Count - known, keepExisting ? 0 : known, keepExisting ? known : 0);
    }

    /// <summary>Writes both copies anew without the space that deleted and replaced records left; the old ones stay until the new are whole.</summary>
    /// <exception cref="HistoryUnavailableException">The history is in use, of a later version, damaged, or cannot be written.</exception>
    /// <exception cref="FileNotFoundException">There is no history.</exception>
    public CompactionOutcome Compact()
    {
        if (!File.Exists(DataPath))
        {
            throw new FileNotFoundException($"there is no history: {DataPath} does not exist");
        }

        using var held = HistoryLock.Acquire(Directory);
        held.EnsureHeld();
        var directory = new HistoryDirectory(Directory, time);
        var before = Size();
        var contents = ReadSound(directory);
        WriteNew(directory, contents);
        using (var mirror = new HistoryMirror(directory))
        {
            mirror.Reset();
            foreach (var (id, record) in contents.Records)
            {
                mirror.Add(id, AggregateCodec.Encode(record.Snapshot).Value);
            }

            mirror.Flush();
        }

        return new(contents.Records.Count, before, Size());
    }

    private static (HashSet<string> Restored, long Damaged) Complete(HistoryContents contents, MemoryStream mirror)
    {
        var latest = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var scanner = new MirrorScanner(mirror);
        while (scanner.MoveNext())
        {
            if (scanner.Frame.Length == 0)
            {
                latest.Remove(scanner.Id);
            }
            else
            {
                latest[scanner.Id] = scanner.Frame.ToArray();
            }
        }

        var restored = latest.Where(l => contents.TryRestoreIfNewer(l.Key, l.Value)).Select(l => l.Key);

        // What a killed process left unfinished at the end is no damage.
        return (restored.ToHashSet(StringComparer.Ordinal), scanner.Damaged - (mirror.Length - scanner.SoundEnd));
    }

    private HistoryContents ReadSound(HistoryDirectory directory)
    {
        var contents = new HistoryContents();
        try
        {
            using (var file = directory.Open())
            {
                contents.Failure = file.Read(contents.TryTake);
            }

            if (new FileInfo(Path.Combine(directory.Path, HistoryDirectory.LogName)).Length > 0)
            {
                contents.Failure ??= new InvalidDataException("its log could not be merged into it");
            }
        }
        catch (Exception e) when (e is not LaterFormatException)
        {
            contents.Failure = e;
        }

        return contents.Failure is null && contents.Damaged.Count == 0
            ? contents
            : throw new HistoryUnavailableException(
                HistoryFault.NotWritable,
                $"{DataPath} is damaged, and compacting it would lose what may be saved; the recommender repairs it when it starts: "
                + (contents.Failure?.Message ?? $"{contents.Damaged.Count} records are damaged"),
                contents.Failure);
    }

    private static void WriteNew(HistoryDirectory directory, HistoryContents contents)
    {
        foreach (var name in new[] { HistoryDirectory.NewDataName, HistoryDirectory.NewLogName })
        {
            using var empty = directory.OpenFile(name);
            empty.SetLength(0);
        }

        using (var file = HistoryFile.Open(directory.OpenFile(HistoryDirectory.NewDataName), directory.OpenFile(HistoryDirectory.NewLogName)))
        {
            file.Write(contents.Records.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => AggregateCodec.Encode(r.Value.Snapshot)), []);
        }

        // The log of the old file is empty, so it does no harm beside the new one.
        directory.Rename(HistoryDirectory.NewDataName, HistoryDirectory.DataName);
        directory.Rename(HistoryDirectory.NewLogName, HistoryDirectory.LogName);
    }

    private long Size() => new[] { HistoryDirectory.DataName, HistoryDirectory.LogName, HistoryDirectory.MirrorName }
        .Select(n => new FileInfo(Path.Combine(Directory, n))).Where(f => f.Exists).Sum(f => f.Length);
}
