using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Sends AdmissionReviews over HTTPS and reads the answers.</summary>
internal sealed class WebhookClient(ServiceConnections connections, TimeProvider transportClock)
{
    private const int DefaultTimeoutSeconds = 10;
    private const int DefaultPort = 443;

    /// <returns>The response part of the webhook's answer.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached, is not trusted, or answers with an error.</exception>
    /// <exception cref="FormatException">The answer is not an AdmissionReview for this request.</exception>
    public async Task<JsonObject> ReviewAsync(JsonObject webhook, JsonObject review, CancellationToken ct)
    {
        var seconds = webhook.NumberAt("timeoutSeconds") ?? DefaultTimeoutSeconds;
        var (target, client) = Target(webhook["clientConfig"] ?? throw new FormatException("the webhook has no clientConfig"));
        var query = (target.Query.Length == 0 ? "?" : target.Query + "&") + $"timeout={seconds.ToString(CultureInfo.InvariantCulture)}s";
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), transportClock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        using var content = new ByteArrayContent(review.ToUtf8());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.PostAsync(new UriBuilder(target) { Query = query }.Uri, content, both.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"unexpected status {(int)answer.StatusCode}");
            }

            return Read(review, await answer.Content.ReadAsByteArrayAsync(both.Token));
        }
        catch (OperationCanceledException e) when (timer.IsCancellationRequested)
        {
            throw new HttpRequestException($"Post \"{target}\": context deadline exceeded", e);
        }
    }

    private static JsonObject Read(JsonObject review, byte[] body)
    {
        JsonObject? answer;
        try
        {
            answer = JsonNavigation.Parse(body) as JsonObject;
        }
        catch (JsonException e)
        {
            throw new FormatException("the webhook's answer is not JSON: " + e.Message, e);
        }

        var response = answer?["response"] as JsonObject ?? throw new FormatException("webhook response was absent");
        if (answer.TextAt("kind") != "AdmissionReview" || answer.TextAt("apiVersion") != AdmissionReview.ApiVersion)
        {
            throw new FormatException(
                $"expected webhook response of {AdmissionReview.ApiVersion}, Kind=AdmissionReview, got {answer.TextAt("apiVersion")}, Kind={answer.TextAt("kind")}");
        }

        var uid = review.TextAt("request", "uid");
        return response.TextAt("uid") == uid
            ? response
            : throw new FormatException($"expected response.uid=\"{uid}\", got \"{response.TextAt("uid")}\"");
    }

    private (Uri Target, HttpClient Client) Target(JsonNode configuration)
    {
        var authority = configuration.TextAt("caBundle") is { Length: > 0 } bundle ? Convert.FromBase64String(bundle) : null;
        if (configuration.TextAt("url") is { } url)
        {
            return (new Uri(url), connections.ToUrl(authority));
        }

        var service = configuration["service"] ?? throw new FormatException("clientConfig has neither url nor service");
        var (ns, name) = (service.TextAt("namespace") ?? "", service.TextAt("name") ?? "");
        var port = (int)(service.NumberAt("port") ?? DefaultPort);
        var path = service.TextAt("path") ?? "/";
        return (new Uri($"https://{name}.{ns}.svc:{port}{path}"), connections.ToService(ns, name, port, authority, insecure: false));
    }
}
