namespace Vpa.Kubernetes.Client;

/// <summary>Reads the Retry-After header.</summary>
internal static class RetryAfter
{
    /// <summary>How long the server asks to wait; null when it does not.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - time.GetUtcNow() is var wait => wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };
}
