namespace Vpa.Domain.Histograms;

/// <summary>A stored history (checkpoint object or database document) cannot be read; the message says which part of it and why.</summary>
public sealed class HistoryFormatException : Exception
{
    /// <summary>An exception without details.</summary>
    public HistoryFormatException()
    {
    }

    /// <summary>An exception that says what is wrong.</summary>
    public HistoryFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what is wrong and was caused by another.</summary>
    public HistoryFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
