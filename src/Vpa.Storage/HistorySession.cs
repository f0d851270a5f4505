using Microsoft.Extensions.Logging;
using Vpa.Recommender.Ports;

namespace Vpa.Storage;

/// <summary>
/// The open database over time: opens it, sets it aside when it is damaged, and opens it again after an I/O error. Used by the writer
/// thread alone.
/// </summary>
internal sealed class HistorySession(HistoryDirectory directory, ILogger logger) : IDisposable
{
    /// <summary>EIO: a sector that cannot be read is damage of the file, not a want of space or rights.</summary>
    private const int InputOutputError = 5;

    private const int RecordsOfPart = 10_000;

    private HistoryFile? _file;
    private Exception? _damage;

    /// <summary>Where the last damaged file was moved; null when there was none.</summary>
    public string? SetAside { get; private set; }

    /// <summary>Reads every record that can be read. A file found damaged is set aside with the next write.</summary>
    /// <exception cref="HistoryUnavailableException">The file cannot be used and is no worse for it.</exception>
    public HistoryContents ReadAll()
    {
        var contents = new HistoryContents();
        try
        {
            contents.Failure = Guarded(() => ReadInParts(contents));
        }
        catch (HistoryUnavailableException e) when (e.Fault == HistoryFault.NotWritable)
        {
            // A disk that can be read is enough to go on from.
            return ReadCopy(e);
        }

        if (contents.Failure is { } failure)
        {
            if (IsDiskFault(failure))
            {
                Close();
                throw NotWritable(failure);
            }

            ReadBackwards(contents);
            _damage = failure;
        }

        return contents;
    }

    /// <summary>Writes and deletes records.</summary>
    /// <returns>False when the file had to be replaced by an empty one, so that only these records are in it.</returns>
    /// <exception cref="HistoryUnavailableException">Some records may have been written, but not all; try again later.</exception>
    public bool Write(IEnumerable<KeyValuePair<string, byte[]>> upserts, IReadOnlyCollection<string> deletes) => Guarded(() =>
    {
        var before = SetAside;
        try
        {
            WriteOrClose(upserts, deletes);
        }
        catch (Exception e) when (!IsDiskFault(e) && _damage is not null)
        {
            // Damage that no reading showed; a new file takes the old one's place.
            WriteOrClose(upserts, deletes);
        }

        return ReferenceEquals(before, SetAside);
    });

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>Whether a failure is a sector that cannot be read.</summary>
    public static bool IsReadError(IOException e) => e.HResult == InputOutputError;

    private static HistoryUnavailableException NotWritable(Exception e) =>
        new(HistoryFault.NotWritable, $"the history cannot be read or written: {e.Message}", e);

    private static bool IsDiskFault(Exception e) => e switch
    {
        EndOfStreamException or IOException { HResult: InputOutputError } => false,
        // Want of memory says nothing about the file either.
        IOException or UnauthorizedAccessException or OutOfMemoryException => true,
        AggregateException { InnerExceptions: var inner } => inner.Any(IsDiskFault),
        { InnerException: { } inner } => IsDiskFault(inner),
        _ => false,
    };

    private void WriteOrClose(IEnumerable<KeyValuePair<string, byte[]>> upserts, IReadOnlyCollection<string> deletes)
    {
        try
        {
            Open().Write(upserts, deletes);
        }
        catch (Exception e)
        {
            // LiteDB closes itself on most errors; what it says about the next write is of no use, so it is opened anew then.
            Close();
            _damage = IsDiskFault(e) || e is LaterFormatException ? null : e;
            throw;
        }
    }

    // The database keeps every page it has read in its cache; opened anew for each part it never has more than one part's.
    private Exception? ReadInParts(HistoryContents contents)
    {
        string? last = null;
        while (true)
        {
            var count = 0;
            var failure = Open().Read(
                (id, data) =>
                {
                    (count, last) = (count + 1, id);
                    return contents.TryTake(id, data);
                },
                after: last,
                limit: RecordsOfPart);
            Close();
            if (failure is not null || count < RecordsOfPart)
            {
                return failure;
            }
        }
    }

    // A damaged page ends a walk and the database with it. What lies beyond the damage can be reached from the other end.
    private void ReadBackwards(HistoryContents contents)
    {
        try
        {
            _file = directory.Open();
            _file.Read(contents.TryTake, backwards: true);
        }
        catch (Exception e)
        {
            // The file is about to be set aside for the first failure; this one only says that no more can be saved.
            logger.NoMoreSaved(e.Message);
        }
        finally
        {
            Close();
        }
    }

    private HistoryContents ReadCopy(HistoryUnavailableException cause)
    {
        try
        {
            var copy = HistoryCopy.Take(Path.Combine(directory.Path, HistoryDirectory.DataName));
            var contents = copy.ReadData();
            _damage = contents.Failure;
            logger.ReadFromCopy(cause.Message);
            return contents;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaterFormatException)
        {
            throw cause;
        }
    }

    private HistoryFile Open()
    {
        if (_file is not null)
        {
            return _file;
        }

        if (_damage is not null)
        {
            Replace(_damage);
        }

        try
        {
            return _file = directory.Open();
        }
        catch (Exception e) when (e is not LaterFormatException && !IsDiskFault(e))
        {
            Replace(e);
            return _file = directory.Open();
        }
    }

    private void Replace(Exception cause)
    {
        Close();
        SetAside = directory.SetAside();
        _damage = null;
        logger.HistorySetAside(SetAside, cause);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (LaterFormatException e)
        {
            throw new HistoryUnavailableException(
                HistoryFault.LaterFormat, $"the history in {directory.Path} was written by a later version of the program: {e.Message}", e);
        }
        catch (Exception e) when (e is not HistoryUnavailableException)
        {
            throw NotWritable(e);
        }
    }
}
