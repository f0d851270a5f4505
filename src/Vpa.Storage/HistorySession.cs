using Microsoft.Extensions.Logging;
using Vpa.Recommender.Ports;

namespace Vpa.Storage;

/// <summary>
/// The open database over time: opens it, sets it aside when it is damaged, saves what can be read of it, and opens it again after an
/// I/O error. Used by the writer thread alone.
/// </summary>
internal sealed class HistorySession(HistoryDirectory directory, ILogger logger) : IDisposable
{
    private HistoryFile? _file;
    private bool _isSuspect;

    /// <summary>Where the last damaged file was moved; null when there was none.</summary>
    public string? SetAside { get; private set; }

    /// <summary>Reads every record that can be read. Afterwards the file is sound and holds them, or is closed.</summary>
    /// <exception cref="HistoryUnavailableException">The file cannot be used and is no worse for it.</exception>
    public IReadOnlyDictionary<string, byte[]> ReadAll()
    {
        var records = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var failure = Guarded(() => Open().Read(records.Add));
        if (failure is null)
        {
            return records;
        }

        Close();
        if (IsDiskFault(failure))
        {
            throw NotWritable(failure);
        }

        ReadBackwards(records);
        Guarded(() =>
        {
            Replace(failure);
            Open().Write(records, []);
            return true;
        });
        return records;
    }

    /// <summary>Writes and deletes records.</summary>
    /// <returns>False when the file had to be replaced by an empty one, so that only these records are in it.</returns>
    /// <exception cref="HistoryUnavailableException">Some records may have been written, but not all; try again later.</exception>
    public bool Write(IReadOnlyCollection<KeyValuePair<string, byte[]>> upserts, IReadOnlyCollection<string> deletes) => Guarded(() =>
    {
        var before = SetAside;
        try
        {
            Open().Write(upserts, deletes);
        }
        catch (Exception e)
        {
            // LiteDB closes itself on most errors; what it says about the next write is of no use, so it is opened anew then.
            Close();
            _isSuspect = !IsDiskFault(e);
            throw;
        }

        return ReferenceEquals(before, SetAside);
    });

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static HistoryUnavailableException NotWritable(Exception e) =>
        new(HistoryFault.NotWritable, $"the history cannot be read or written: {e.Message}", e);

    private static bool IsDiskFault(Exception e) => e switch
    {
        EndOfStreamException => false,
        IOException or UnauthorizedAccessException => true,
        AggregateException { InnerExceptions: var inner } => inner.Any(IsDiskFault),
        { InnerException: { } inner } => IsDiskFault(inner),
        _ => false,
    };

    // A damaged page ends a walk and the database with it. What lies beyond the damage can be reached from the other end.
    private void ReadBackwards(Dictionary<string, byte[]> records)
    {
        try
        {
            _file = directory.Open();
            _file.Read((id, data) => records.TryAdd(id, data), backwards: true);
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

    private HistoryFile Open()
    {
        if (_file is not null)
        {
            return _file;
        }

        if (_isSuspect)
        {
            Replace(new InvalidDataException("the last write failed, and not for want of space or rights"));
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
        _isSuspect = false;
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
