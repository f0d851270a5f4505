namespace Vpa.Recommender.Ports;

/// <summary>Past usage could not be fetched; the message says why, in words for an operator, and holds no secret.</summary>
/// <param name="message">The reason.</param>
/// <param name="isRefused">Whether the archive is there and has refused the very query, so that repeating it will hardly help.</param>
/// <param name="innerException">The cause.</param>
public sealed class ArchiveUnavailableException(string message, bool isRefused, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the archive is there and has refused the very query.</summary>
    public bool IsRefused { get; } = isRefused;
}
