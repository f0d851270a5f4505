using System.Text.Json;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Client;

/// <summary>Turns an error answer into an exception.</summary>
internal static class ApiStatusReader
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxMessageLength = 1024;

    /// <summary>Reads the <c>Status</c> of an error answer as far as there is one before the deadline.</summary>
    /// <exception cref="OperationCanceledException">The caller, whose token the deadline's is linked to, no longer waits.</exception>
    public static async Task<KubernetesApiException> ReadFailureAsync(
        HttpResponseMessage response, string request, TimeProvider time, CancellationToken caller, CancellationToken deadline)
    {
        var status = await ReadStatusAsync(response, caller, deadline);
        var message = status?.Message is { Length: > 0 } text ? Shorten(text) : response.ReasonPhrase;
        return new KubernetesApiException($"{request}: {(int)response.StatusCode} {message}")
        {
            StatusCode = response.StatusCode,
            Reason = status?.Reason ?? "",
            Causes = [.. status?.Details?.Causes?.Select(c => c.Reason ?? "") ?? []],
            RetryAfter = RetryAfter.Of(response, time) ?? (status?.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null),
        };
    }

    private static async Task<WireStatus?> ReadStatusAsync(HttpResponseMessage response, CancellationToken caller, CancellationToken deadline)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(deadline);
            var buffer = new byte[MaxBytes];
            var length = await body.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, deadline);
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), WireJson.Default.WireStatus);
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException || (e is OperationCanceledException && !caller.IsCancellationRequested))
        {
            // Proxies answer with HTML, and a torn body is no worse than none: the HTTP status says enough.
            return null;
        }
    }

    private static string Shorten(string text) => text.Length <= MaxMessageLength ? text : text[..MaxMessageLength] + "...";
}
