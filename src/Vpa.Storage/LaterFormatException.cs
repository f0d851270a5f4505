namespace Vpa.Storage;

/// <summary>The history file has a format this version of the program does not know.</summary>
/// <param name="version">The file's format.</param>
internal sealed class LaterFormatException(int version)
    : Exception($"it has format {version}, but this version of the program knows formats up to {HistoryFile.FormatVersion} only");
