using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Clusters;

/// <summary>Plain JSON over HTTPS to an API server, with its certificate and name verified.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(Uri address, string caPem, string token)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(caPem);
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public ApiClient(ITestCluster cluster, string token)
        : this(cluster.Address, cluster.CaPem, token)
    {
    }

    /// <summary>GETs an object; null when there is none.</summary>
    public async Task<JsonNode?> FindAsync(string path, CancellationToken cancel = default)
    {
        var (code, body) = await SendAsync(HttpMethod.Get, path, null, cancel);
        return code == HttpStatusCode.NotFound ? null : Parsed(path, code, body);
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancel = default) =>
        await FindAsync(path, cancel) ?? throw new HttpRequestException($"{path}: not found");

    public async Task<JsonNode> PostAsync(string path, JsonNode content, CancellationToken cancel = default)
    {
        var (code, body) = await SendAsync(HttpMethod.Post, path, content.ToJsonString(), cancel);
        return Parsed(path, code, body);
    }

    /// <summary>Sends a request and returns the answer as it is, whatever its status.</summary>
    public async Task<(HttpStatusCode Code, string Body)> SendAsync(
        HttpMethod method, string path, string? json, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            var type = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
            request.Content = new StringContent(json, Encoding.UTF8, type);
        }

        using var response = await _http.SendAsync(request, cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
    }

    public void Dispose() => _http.Dispose();

    private static JsonNode Parsed(string path, HttpStatusCode code, string body) =>
        (int)code is >= 200 and < 300
            ? JsonNode.Parse(body)!
            : throw new HttpRequestException($"{path}: HTTP {(int)code}: {body}", null, code);
}
