namespace Vpa.Recommender.Ports;

/// <summary>Usage could not be listed; the message says why, in words for an operator.</summary>
/// <param name="message">The reason.</param>
/// <param name="innerException">The cause.</param>
public sealed class UsageUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
