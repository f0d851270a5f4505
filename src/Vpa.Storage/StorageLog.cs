using Microsoft.Extensions.Logging;

namespace Vpa.Storage;

/// <summary>What the storage has to say.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(4001, LogLevel.Error, "The history file was damaged and is set aside as {Path}; what could be read of it is kept")]
    public static partial void HistorySetAside(this ILogger logger, string path, Exception cause);

    [LoggerMessage(4002, LogLevel.Warning, "No more of the damaged history could be saved: {Reason}")]
    public static partial void NoMoreSaved(this ILogger logger, string reason);

    [LoggerMessage(4003, LogLevel.Warning, "The stored history of {Record} is damaged and is dropped")]
    public static partial void RecordDropped(this ILogger logger, string record);

    [LoggerMessage(4004, LogLevel.Information, "Loaded {Count} histories from {Directory}, dropped {Dropped}")]
    public static partial void HistoryLoaded(this ILogger logger, int count, string directory, int dropped);

    [LoggerMessage(4005, LogLevel.Warning, "The history is read from a copy in memory, since its files cannot be written: {Reason}")]
    public static partial void ReadFromCopy(this ILogger logger, string reason);

    [LoggerMessage(4006, LogLevel.Warning, "{Count} histories that the history file had lost are restored from its second copy")]
    public static partial void HistoriesRestored(this ILogger logger, int count);

    [LoggerMessage(4007, LogLevel.Warning, "{Bytes} bytes of the history's second copy are damaged; it is written anew")]
    public static partial void MirrorDamaged(this ILogger logger, long bytes);

    [LoggerMessage(4008, LogLevel.Warning, "The history's second copy cannot be read or written: {Reason}")]
    public static partial void MirrorUnavailable(this ILogger logger, string reason);

    [LoggerMessage(4009, LogLevel.Error, "The damaged history cannot be repaired now: {Reason}; it is kept in memory and stored as soon as it works again")]
    public static partial void NotRepaired(this ILogger logger, string reason);
}
