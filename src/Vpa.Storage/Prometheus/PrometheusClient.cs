using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Vpa.Recommender.Observing;
using Vpa.Recommender.Ports;

namespace Vpa.Storage.Prometheus;

/// <summary>Prometheus' HTTP API v1 (R138, R139). Every failure becomes an <see cref="ArchiveUnavailableException"/> that names the address and no secret.</summary>
internal sealed class PrometheusClient(PrometheusOptions options, RecommenderMetrics metrics, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(CreateHandler(options)) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _base = options.Address.AbsoluteUri.TrimEnd('/');

    /// <summary>Asks for the values of a query in a range of time.</summary>
    /// <exception cref="ArchiveUnavailableException">The query failed.</exception>
    public Task<PrometheusAnswer> QueryRangeAsync(
        string query, DateTimeOffset from, DateTimeOffset to, TimeSpan step, Action<PrometheusSeries> take, CancellationToken cancellationToken) =>
        QueryAsync(
            "/api/v1/query_range",
            [new("query", query), new("start", Seconds(from)), new("end", Seconds(to)), new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture))],
            take,
            cancellationToken);

    /// <summary>Asks for the value of a query at an instant.</summary>
    /// <exception cref="ArchiveUnavailableException">The query failed.</exception>
    public Task<PrometheusAnswer> QueryAsync(string query, DateTimeOffset at, Action<PrometheusSeries> take, CancellationToken cancellationToken) =>
        QueryAsync("/api/v1/query", [new("query", query), new("time", Seconds(at))], take, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<PrometheusAnswer> QueryAsync(
        string path, KeyValuePair<string, string>[] form, Action<PrometheusSeries> take, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(options.QueryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            using var response = await SendAsync(path, form, either.Token);
            if (!response.IsSuccessStatusCode && response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity))
            {
                throw Failure($"it answers {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var answer = await new PrometheusAnswerReader(take).ReadAsync(body, either.Token);
            return answer.Status == "success" ? answer : throw Failure($"it refuses the query: {answer.Error}", isRefused: true);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure($"no whole answer within {Domain.Quantities.GoDuration.FromTimeSpan(options.QueryTimeout)}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or UnauthorizedAccessException or FormatException)
        {
            throw Failure(Explain(e), e);
        }
    }

    /// <summary>Sends a form; where a proxy does not let that through, the same as a query string (R139).</summary>
    private async Task<HttpResponseMessage> SendAsync(string path, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(_base + path)) { Content = content };
        var response = await SendAsync(post, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented))
        {
            return response;
        }

        response.Dispose();
        var query = string.Join('&', form.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}"));
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_base}{path}?{query}"));
        return await SendAsync(get, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = options.Credentials.Header();
        var start = time.GetTimestamp();
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        metrics.PrometheusAnswered((int)response.StatusCode, request.Method == HttpMethod.Post ? "post" : "get", time.GetElapsedTime(start));
        return response;
    }

    private static string Explain(Exception e) => e switch
    {
        HttpRequestException { InnerException: AuthenticationException tls } => $"TLS: {tls.Message}",
        FormatException => $"its credentials cannot be sent: {e.Message}",
        JsonException => $"its answer is no answer of the API: {e.Message}",
        _ => e.Message,
    };

    private static ArchiveUnavailableException Failure(string reason, Exception? cause = null, bool isRefused = false) => new(reason, isRefused, cause);

    private static string Seconds(DateTimeOffset instant) => (instant.ToUnixTimeMilliseconds() / 1000m).ToString(CultureInfo.InvariantCulture);

    private static SocketsHttpHandler CreateHandler(PrometheusOptions options)
    {
        // A redirect leads to a log-in page, as a rule; followed, it would be answered by HTML.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            AutomaticDecompression = DecompressionMethods.GZip,
        };
        if (options.SkipTlsVerification)
        {
            // Asked for by --prometheus-insecure, never by default.
#pragma warning disable CA5359, MA0039
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (options.Authorities is { Count: > 0 } authorities)
        {
            // A chain policy leaves the check of the host name to the platform.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }
}
