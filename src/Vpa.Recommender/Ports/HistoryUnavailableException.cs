namespace Vpa.Recommender.Ports;

/// <summary>The stored history could not be read or written; the message says why, in words for an operator.</summary>
/// <param name="fault">What kind of obstacle it is.</param>
/// <param name="message">The reason.</param>
/// <param name="innerException">The cause.</param>
public sealed class HistoryUnavailableException(HistoryFault fault, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What kind of obstacle it is.</summary>
    public HistoryFault Fault { get; } = fault;
}
