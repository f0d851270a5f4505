using Vpa.Admission.Http;

namespace Vpa.Host.Webhook;

/// <summary>How much the webhook takes on at once.</summary>
internal sealed record RequestLimits
{
    /// <summary>Requests in flight; further ones are turned away at once.</summary>
    /// <value>Default 512: a decision takes some 0.1 ms, at most 100 ms where a pod's owner is waited for, so that more means something is stuck.</value>
    public int Requests { get; init; } = 512;

    /// <summary>Bytes of request bodies in flight, as announced by <c>Content-Length</c>; a body of unknown length counts as the largest allowed.</summary>
    /// <value>Default 64 MiB, which keeps memory bounded when many large objects come at once. An AdmissionReview of a pod has some 10 KiB.</value>
    public long BodyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Open connections; further ones are closed.</summary>
    /// <value>Default 1024. An API server needs a few over HTTP/2, and as many as it has requests in flight over HTTP/1.1.</value>
    public long Connections { get; init; } = 1024;

    /// <summary>How long a request may take from its headers to the end of the reply.</summary>
    /// <value>Default 30 s, the longest that an API server ever waits for a webhook.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What one body counts for, in bytes.</summary>
    /// <param name="contentLength">The announced length; null when it is not.</param>
    public static long Charge(long? contentLength) => Math.Min(contentLength ?? AdmissionEndpoint.MaxBodyBytes, AdmissionEndpoint.MaxBodyBytes);
}
