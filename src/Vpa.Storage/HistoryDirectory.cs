using System.Globalization;

namespace Vpa.Storage;

/// <summary>Where the history's files are, and how they are opened and set aside.</summary>
/// <param name="path">The directory; it exists.</param>
/// <param name="time">Names files that are set aside.</param>
/// <param name="openStream">Opens one file; replaced where tests inject faults below the database.</param>
internal sealed class HistoryDirectory(string path, TimeProvider time, Func<string, Stream>? openStream = null)
{
    /// <summary>The database's data file.</summary>
    public const string DataName = "vpa-history.db";

    /// <summary>The database's write-ahead log.</summary>
    public const string LogName = "vpa-history-log.db";

    /// <summary>The second copy of the records.</summary>
    public const string MirrorName = "vpa-history.mirror";

    /// <summary>The second copy while it is written anew.</summary>
    public const string NewMirrorName = "vpa-history.mirror.new";

    /// <summary>The data file while it is compacted.</summary>
    public const string NewDataName = "vpa-history.db.new";

    /// <summary>The log of that.</summary>
    public const string NewLogName = "vpa-history-log.db.new";

    private const string SetAsideInfix = ".corrupt-";

    /// <summary>Damaged files that are kept for an operator to look at; older ones are deleted, or damage again and again would fill the disk.</summary>
    private const int MaxSetAside = 5;

    private readonly Func<string, Stream> _openStream = openStream ?? DurableFileStream.Open;

    /// <summary>The directory.</summary>
    public string Path => path;

    /// <summary>Creates the directory for this user alone, if it is missing.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens or creates the database.</summary>
    public HistoryFile Open()
    {
        var data = OpenFile(DataName);
        try
        {
            return HistoryFile.Open(data, OpenFile(LogName));
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Opens or creates one of the directory's files.</summary>
    public Stream OpenFile(string name) => _openStream(In(name));

    /// <summary>Puts a file in the place of another, which is gone then.</summary>
    public void Rename(string from, string to) => File.Move(In(from), In(to), overwrite: true);

    /// <summary>Moves the database's files aside, so that an empty one can take their place and an operator can look at them.</summary>
    /// <returns>The data file's new path.</returns>
    public string SetAside()
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var suffix = SetAsideInfix + stamp;
        for (var n = 2; File.Exists(In(DataName + suffix)) || File.Exists(In(LogName + suffix)); n++)
        {
            suffix = string.Create(CultureInfo.InvariantCulture, $"{SetAsideInfix}{stamp}-{n}");
        }

        Move(LogName, LogName + suffix);
        Move(DataName, DataName + suffix);
        DeleteOldest(LogName);
        DeleteOldest(DataName);
        return In(DataName + suffix);
    }

    private void DeleteOldest(string name)
    {
        foreach (var file in Directory.GetFiles(path, name + SetAsideInfix + "*").OrderDescending(StringComparer.Ordinal).Skip(MaxSetAside))
        {
            File.Delete(file);
        }
    }

    private void Move(string from, string to)
    {
        if (File.Exists(In(from)))
        {
            File.Move(In(from), In(to));
        }
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}
