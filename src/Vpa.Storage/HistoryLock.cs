using System.Globalization;
using Vpa.Recommender.Ports;

namespace Vpa.Storage;

/// <summary>
/// Keeps a second process away from the history: LiteDB lets two processes write the same file and lose each other's commits. The
/// kernel drops the lock when the process dies, however it dies.
/// </summary>
internal sealed class HistoryLock : IDisposable
{
    private const string LockName = "vpa-history.lock";

    // The lock file itself cannot be read by others while it is held, so the holder's name stands beside it.
    private const string HolderName = "vpa-history.holder";

    private readonly string _directory;
    private FileStream? _file;

    private HistoryLock(string directory) => _directory = directory;

    /// <summary>
    /// Takes the lock of a directory. On a disk that cannot be written, where nobody else can write either, it is taken by
    /// <see cref="EnsureHeld"/> as soon as that changes.
    /// </summary>
    /// <exception cref="HistoryUnavailableException">Another process holds it (named in the message).</exception>
    public static HistoryLock Acquire(string directory)
    {
        var held = new HistoryLock(directory);
        try
        {
            held.EnsureHeld();
        }
        catch (HistoryUnavailableException e) when (e.Fault == HistoryFault.NotWritable && Directory.Exists(directory))
        {
            held._file = OpenForReading(directory);
        }

        return held;
    }

    /// <summary>The process that holds the lock of a directory; null when none does.</summary>
    public static string? FindHolder(string directory)
    {
        if (!File.Exists(Path.Combine(directory, LockName)))
        {
            return null;
        }

        try
        {
            OpenForReading(directory)?.Dispose();
            return null;
        }
        catch (HistoryUnavailableException)
        {
            return ReadHolder(directory);
        }
    }

    /// <summary>Takes the lock if it is not held yet; to be called before anything is written.</summary>
    /// <exception cref="HistoryUnavailableException">Another process holds it (named in the message), or the directory cannot be written.</exception>
    public void EnsureHeld()
    {
        if (_file is { CanWrite: true })
        {
            return;
        }

        try
        {
            _file?.Dispose();
            _file = null;
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            _file = new FileStream(Path.Combine(_directory, LockName), options);
            WriteHolder(_directory);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw InUse(_directory, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HistoryUnavailableException(HistoryFault.NotWritable, $"the history directory {_directory} cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // The lock of a file that may only be read keeps others away just as well; null when there is none or it may not be read either.
    private static FileStream? OpenForReading(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockName), FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw InUse(directory, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static HistoryUnavailableException InUse(string directory, IOException e) => new(
        HistoryFault.InUse, $"the history in {directory} is in use by {ReadHolder(directory)}; only one process may use it", e);

    // .NET reports a refused flock with the errno EWOULDBLOCK (11 on Linux, 35 on macOS), Windows a sharing violation.
    private static bool IsHeldByAnother(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    // A courtesy for the error message of a second process: not having it must not keep the first from running.
    private static void WriteHolder(string directory)
    {
        try
        {
            var holder = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on host {Environment.MachineName}");
            File.WriteAllText(Path.Combine(directory, HolderName), holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    private static string ReadHolder(string directory)
    {
        try
        {
            var holder = File.ReadAllText(Path.Combine(directory, HolderName)).Trim();
            return holder.Length == 0 ? "another process" : holder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
