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

    private readonly FileStream _file;

    private HistoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a directory.</summary>
    /// <exception cref="HistoryUnavailableException">Another process holds it (named in the message), or the directory cannot be written.</exception>
    public static HistoryLock Acquire(string directory)
    {
        var path = Path.Combine(directory, LockName);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var held = new HistoryLock(new FileStream(path, options));
            WriteHolder(directory);
            return held;
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new HistoryUnavailableException(
                HistoryFault.InUse, $"the history in {directory} is in use by {ReadHolder(directory)}; only one process may use it", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HistoryUnavailableException(HistoryFault.NotWritable, $"the history directory {directory} cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

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
