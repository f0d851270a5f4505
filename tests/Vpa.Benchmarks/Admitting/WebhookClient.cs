using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Vpa.Benchmarks.Admitting;

/// <summary>One kept-alive TLS connection to the webhook, as an API server holds it, that sends reviews of pods one after the other.</summary>
internal sealed class WebhookClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private readonly byte[][] _reviews;
    private int _next;

    /// <summary>Connects at the first request.</summary>
    /// <param name="port">The webhook's port on this machine.</param>
    /// <param name="caPem">The CA that it is trusted by.</param>
    /// <param name="version">HTTP/1.1, as the API server speaks it, or HTTP/2.</param>
    /// <param name="reviews">The bodies, sent in turn.</param>
    public WebhookClient(int port, string caPem, Version version, byte[][] reviews)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(caPem);
        var handler = new SocketsHttpHandler { SslOptions = new() { CertificateChainPolicy = policy }, MaxConnectionsPerServer = 1, PooledConnectionLifetime = Timeout.InfiniteTimeSpan };
        _http = new(handler)
        {
            BaseAddress = new Uri($"https://localhost:{port}/?timeout=10s"),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _reviews = reviews;
    }

    /// <summary>Reviews of pods of each of so many Deployments: one that Kubernetes has sent, with another owner.</summary>
    public static byte[][] Reviews(int deployments)
    {
        var real = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus", "pod-of-deployment.json"));
        return [.. Enumerable.Range(0, deployments).Select(i =>
        {
            var review = JsonNode.Parse(real)!;
            var request = review["request"]!;
            var metadata = request["object"]!["metadata"]!;
            request["uid"] = $"705ab4f5-6393-11e8-b7cc-{i:x12}";
            request["namespace"] = LoadedWebhook.Namespace;
            metadata["namespace"] = LoadedWebhook.Namespace;
            metadata["generateName"] = $"web-{i}-568dbbb4cc-";
            metadata["labels"]!["app"] = $"web-{i}";
            metadata["ownerReferences"]![0]!["name"] = $"web-{i}-568dbbb4cc";
            return Encoding.UTF8.GetBytes(review.ToJsonString());
        })];
    }

    /// <summary>Sends the next review and gives how long the answer took.</summary>
    /// <exception cref="InvalidOperationException">It was not patched.</exception>
    public async Task<TimeSpan> SendAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        var (code, body) = await PostAsync();
        var took = TimeProvider.System.GetElapsedTime(started);
        return code == HttpStatusCode.OK && body.AsSpan().IndexOf("\"patch\":"u8) > 0 ? took : throw new InvalidOperationException($"{code}: {Encoding.UTF8.GetString(body)}");
    }

    /// <summary>Whether a pod is patched; false also while nothing answers.</summary>
    public async Task<bool> TryAsync()
    {
        try
        {
            await SendAsync();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Code, byte[] Body)> PostAsync()
    {
        using var content = new ByteArrayContent(_reviews[_next]);
        _next = (_next + 1) % _reviews.Length;
        content.Headers.ContentType = Json;
        using var response = await _http.PostAsync((Uri?)null, content);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }
}
