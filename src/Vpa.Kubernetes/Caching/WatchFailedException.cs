namespace Vpa.Kubernetes.Caching;

/// <summary>A watch was ended by an ERROR event.</summary>
/// <param name="message">What the server said.</param>
/// <param name="code">The HTTP code in the event; 0 when absent.</param>
internal sealed class WatchFailedException(string message, int code) : Exception(message)
{
    /// <summary>The HTTP code in the event; 0 when absent.</summary>
    public int Code { get; } = code;
}
