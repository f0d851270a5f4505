using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>A plain HTTP client of an API server that verifies its certificate and name.</summary>
public sealed class ApiClient : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;

    public ApiClient(Uri address, string authorityPem, string? token, Version? httpVersion = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorityPem);
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
        _http = new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = httpVersion ?? new Version(2, 0),
            DefaultVersionPolicy = httpVersion is null ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact,
            Timeout = Deadline,
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public static ApiClient Of(IApiServerUnderTest server) => new(server.Address, server.CaCertificatePem, server.AdminToken);

    public Task<ApiAnswer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, null, accept: accept);

    public Task<ApiAnswer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiAnswer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ApiAnswer> DeleteAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Delete, path, body);

    /// <param name="path">Path of the object.</param>
    /// <param name="kind">json-patch, merge-patch or strategic-merge-patch.</param>
    /// <param name="patch">The patch as JSON text.</param>
    public Task<ApiAnswer> PatchAsync(string path, string kind, string patch) =>
        SendAsync(HttpMethod.Patch, path, JsonNode.Parse(patch), $"application/{kind}+json");

    public async Task<WatchReader> WatchAsync(string pathAndQuery)
    {
        var response = await _http.GetAsync(new Uri(pathAndQuery, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return new WatchReader(response, await response.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();

    private async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, JsonNode? body, string mediaType = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        }

        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var sent) ? string.Join('\n', sent) : "";
        return new ApiAnswer((int)response.StatusCode, text, warnings, response.Headers.RetryAfter?.Delta);
    }
}
