using System.Net;

namespace Vpa.Kubernetes.Client;

/// <summary>
/// A request to the API server failed: it refused it (<see cref="StatusCode"/> is set), or no usable answer came (it is null). The message
/// names the request and the server's own message, never the body.
/// </summary>
public sealed class KubernetesApiException : Exception
{
    /// <summary>Creates the exception.</summary>
    public KubernetesApiException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status; null when there was no answer (connection, time-out, unreadable body).</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The machine-readable reason of the <c>Status</c>, for example <c>NotFound</c>; empty when there was none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Types of the causes given in the <c>Status</c>, for example <c>DisruptionBudget</c>.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];

    /// <summary>How long the server asks to wait before the next try; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The object or path does not exist.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>The object changed meanwhile, exists already, or a precondition failed.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict;

    /// <summary>The resourceVersion or continue token is too old.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone;

    /// <summary>The failure may be gone a moment later (A40, U19): no answer, 429, 500 or 504, or the server says when to come back.</summary>
    public bool IsTransient =>
        RetryAfter is not null
        || StatusCode is null or HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.GatewayTimeout;
}
