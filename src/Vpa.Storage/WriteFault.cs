namespace Vpa.Storage;

/// <summary>The first write to the files of a database that failed; nothing after it may reach the disk.</summary>
internal sealed class WriteFault
{
    private Exception? _cause;

    /// <summary>Why a write failed; null while none has.</summary>
    public Exception? Cause => Volatile.Read(ref _cause);

    /// <summary>Notes a failure; only the first counts.</summary>
    public void Set(Exception cause) => Interlocked.CompareExchange(ref _cause, cause, null);

    /// <summary>Throws if a write failed, so that what was to be saved counts as not saved.</summary>
    /// <exception cref="IOException">A write failed.</exception>
    public void ThrowIfSet()
    {
        if (Cause is { } cause)
        {
            throw new IOException(cause.Message, cause);
        }
    }
}
