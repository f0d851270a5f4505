using System.Net;

namespace Vpa.Kubernetes.Client;

/// <summary>
/// Repeats a read that the server put off with 429 or 503 and a Retry-After, a bounded number of times. Writes, watches and answers
/// without Retry-After are never repeated here: their callers know better.
/// </summary>
internal sealed class RetryAfterHandler(TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Marks a request that must not be repeated.</summary>
    public static readonly HttpRequestOptionsKey<bool> SendOnce = new("vpa-send-once");

    private const int MaxRepeats = 2;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var repeatable = request.Method == HttpMethod.Get && !request.Options.TryGetValue(SendOnce, out _);
        for (var repeats = 0; ; repeats++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!repeatable || repeats == MaxRepeats || WaitAskedFor(response) is not { } wait || wait > MaxWait)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private TimeSpan? WaitAskedFor(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? RetryAfter.Of(response, time) : null;
}
