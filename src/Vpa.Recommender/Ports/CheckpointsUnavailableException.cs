namespace Vpa.Recommender.Ports;

/// <summary>Checkpoint objects could not be read or written; the message says why, in words for an operator.</summary>
/// <param name="message">The reason.</param>
/// <param name="innerException">The cause.</param>
public sealed class CheckpointsUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
