namespace Vpa.Storage;

/// <summary>
/// A copy in memory of the files of a history, for reading one that is in use, on a read-only disk or under examination: nothing on the disk changes.
/// </summary>
/// <param name="data">The data file.</param>
/// <param name="log">Its write-ahead log.</param>
/// <param name="mirror">The second copy of the records.</param>
internal sealed class HistoryCopy(MemoryStream data, MemoryStream log, MemoryStream mirror)
{
    private const int Attempts = 20;

    // A save takes a second or so, once an interval.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The data file.</summary>
    public MemoryStream Data => data;

    /// <summary>Its write-ahead log.</summary>
    public MemoryStream Log => log;

    /// <summary>The second copy of the records.</summary>
    public MemoryStream Mirror => mirror;

    /// <summary>Copies the files at a moment at which nobody writes them. Files that are not there are empty.</summary>
    /// <exception cref="IOException">They cannot be read, or are written all the time.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be read.</exception>
    public static HistoryCopy Take(string dataPath)
    {
        var (logPath, mirrorPath) = PathsBeside(dataPath);
        for (var attempt = 1; ; attempt++)
        {
            var before = (State(dataPath), State(logPath), State(mirrorPath));
            var copy = new HistoryCopy(Read(dataPath), Read(logPath), Read(mirrorPath));
            if (before == (State(dataPath), State(logPath), State(mirrorPath)))
            {
                return copy;
            }

            if (attempt == Attempts)
            {
                throw new IOException($"{dataPath} changes all the time; no copy of it can be taken now");
            }

            using var pause = new ManualResetEventSlim();
            pause.Wait(Pause);
        }
    }

    /// <summary>Reads the data file, as far as it can be read; it can be called once.</summary>
    /// <exception cref="LaterFormatException">A later version of the program wrote it.</exception>
    public HistoryContents ReadData()
    {
        var contents = new HistoryContents();
        if (data.Length == 0 && log.Length == 0)
        {
            return contents;
        }

        // The database closes what it is opened on, and may repair it; the second reading needs the files as they are.
        var (bytes, logBytes) = (data.GetBuffer().AsSpan(0, (int)data.Length).ToArray(), log.ToArray());
        contents.Failure = Read(data, log, contents, backwards: false);
        if (contents.Failure is not null)
        {
            Read(Expandable(bytes), Expandable(logBytes), contents, backwards: true);
        }

        return contents;
    }

    private static MemoryStream Expandable(byte[] bytes)
    {
        var stream = new MemoryStream();
        stream.Write(bytes);
        stream.Position = 0;
        return stream;
    }

    private static Exception? Read(MemoryStream data, MemoryStream log, HistoryContents contents, bool backwards)
    {
        try
        {
            using var file = HistoryFile.Open(data, log);
            return file.Read(contents.TryTake, backwards);
        }
        catch (Exception e) when (e is not LaterFormatException)
        {
            return e;
        }
    }

    // A file that was set aside has its suffix on the log too, and no second copy.
    private static (string Log, string Mirror) PathsBeside(string dataPath)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(dataPath))!;
        var name = Path.GetFileName(dataPath);
        return name.StartsWith(HistoryDirectory.DataName, StringComparison.Ordinal)
            ? (Path.Combine(directory, HistoryDirectory.LogName + name[HistoryDirectory.DataName.Length..]),
               Path.Combine(directory, HistoryDirectory.MirrorName + name[HistoryDirectory.DataName.Length..]))
            : (Path.Combine(directory, name + "-log"), Path.Combine(directory, name + "-mirror"));
    }

    private static (long Length, DateTime Written) State(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
    }

    private static MemoryStream Read(string path)
    {
        if (!File.Exists(path))
        {
            return new MemoryStream();
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var copy = new MemoryStream(checked((int)file.Length));
        file.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }
}
