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
}
