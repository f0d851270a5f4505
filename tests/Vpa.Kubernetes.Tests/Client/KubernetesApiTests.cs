using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Tests.Client;

public sealed class KubernetesApiTests : IDisposable
{
    private readonly CertificateAuthority _authority = new();
    private readonly List<string> _files = [];

    public void Dispose()
    {
        _authority.Dispose();
        _files.ForEach(File.Delete);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Accepts_the_right_name_of_the_right_authority_and_speaks_http2(string host)
    {
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost", IPAddress.Loopback), EchoAsync);
        using var api = Connect(server, _authority.Pem, host);
        var echo = await api.GetJsonAsync("api/v1/echo?x=1", TestJson.Default.JsonNode, CancellationToken.None);
        Assert.Equal("HTTP/2", (string?)echo["protocol"]);
        Assert.Equal("Bearer secret", (string?)echo["authorization"]);
        Assert.StartsWith("vpa-updater/", (string?)echo["agent"], StringComparison.Ordinal);
        Assert.Equal("/api/v1/echo?x=1", (string?)echo["path"]);
    }

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("localhost.evil.example.com")]
    [InlineData(null)]
    public async Task Refuses_a_certificate_of_the_right_authority_for_another_name(string? name)
    {
        await using var server = await StubApiServer.StartAsync(_authority.Issue(name), EchoAsync);
        using var api = Connect(server, _authority.Pem, "localhost");
        await AssertTlsRefusedAsync(api);
    }

    [Fact]
    public async Task Refuses_a_certificate_for_another_address()
    {
        await using var server = await StubApiServer.StartAsync(_authority.Issue(null, IPAddress.Parse("10.96.0.1")), EchoAsync);
        using var api = Connect(server, _authority.Pem, "127.0.0.1");
        await AssertTlsRefusedAsync(api);
    }

    [Fact]
    public async Task Refuses_a_certificate_of_another_authority()
    {
        using var other = new CertificateAuthority();
        await using var server = await StubApiServer.StartAsync(other.Issue("localhost", IPAddress.Loopback), EchoAsync);
        using var api = Connect(server, _authority.Pem, "localhost");
        await AssertTlsRefusedAsync(api);
    }

    [Fact]
    public async Task Refuses_an_expired_certificate()
    {
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost", validDays: 1), EchoAsync);
        using var api = Connect(server, _authority.Pem, "localhost");
        await AssertTlsRefusedAsync(api);
    }

    [Fact]
    public async Task Tells_what_the_server_said_without_its_whole_body()
    {
        var body = $$$"""{"kind":"Status","code":429,"reason":"TooManyRequests","message":"{{{new string('x', 5000)}}}","details":{"retryAfterSeconds":7,"causes":[{"reason":"DisruptionBudget"}]}}""";
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost"), c => AnswerAsync(c, 429, body));
        using var api = Connect(server, _authority.Pem, "localhost");
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => api.PostAsync("api/v1/x?secret=1", (JsonNode)new JsonObject(), TestJson.Default.JsonNode, CancellationToken.None));
        Assert.Equal((HttpStatusCode.TooManyRequests, "TooManyRequests", TimeSpan.FromSeconds(7)), (e.StatusCode!.Value, e.Reason, e.RetryAfter!.Value));
        Assert.Equal(["DisruptionBudget"], e.Causes);
        Assert.StartsWith("POST /api/v1/x: 429 xxx", e.Message, StringComparison.Ordinal);
        Assert.True(e.Message.Length < 1200);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("")]
    [InlineData("{\"message\":")]
    public async Task An_error_without_a_status_object_still_has_its_code(string body)
    {
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost"), c => AnswerAsync(c, 502, body));
        using var api = Connect(server, _authority.Pem, "localhost");
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetJsonAsync("x", TestJson.Default.JsonNode, CancellationToken.None));
        Assert.Equal(HttpStatusCode.BadGateway, e.StatusCode);
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("POST", 1)]
    public async Task Repeats_only_reads_and_only_so_often_when_asked_to_wait(string method, int requests)
    {
        var seen = 0;
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost"), c =>
        {
            Interlocked.Increment(ref seen);
            c.Response.Headers.RetryAfter = "0";
            return AnswerAsync(c, 503, "{}");
        });
        using var api = Connect(server, _authority.Pem, "localhost");
        await Assert.ThrowsAsync<KubernetesApiException>(() => method == "GET"
            ? api.GetJsonAsync("x", TestJson.Default.JsonNode, CancellationToken.None)
            : api.PostAsync("x", (JsonNode)new JsonObject(), TestJson.Default.JsonNode, CancellationToken.None));
        Assert.Equal(requests, seen);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_failure_and_a_cancelled_caller_a_cancellation()
    {
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost"), c => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted));
        using var api = Connect(server, _authority.Pem, "localhost", TimeSpan.FromMilliseconds(300));
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetJsonAsync("x", TestJson.Default.JsonNode, CancellationToken.None));
        Assert.Null(e.StatusCode);
        Assert.Contains("no answer within 0.3 s", e.Message, StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.GetJsonAsync("x", TestJson.Default.JsonNode, cancelled.Token));
    }

    [Fact]
    public async Task A_caller_who_cancels_while_an_error_is_read_gets_a_cancellation()
    {
        var answered = new TaskCompletionSource();
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost"), async c =>
        {
            c.Response.StatusCode = 500;
            await c.Response.WriteAsync("{\"kind\":");
            await c.Response.Body.FlushAsync();
            answered.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted);
        });
        using var api = Connect(server, _authority.Pem, "localhost");
        using var cancelled = new CancellationTokenSource();
        var request = api.GetJsonAsync("x", TestJson.Default.JsonNode, cancelled.Token);
        await answered.Task;
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }

    [Fact]
    public async Task A_failed_log_in_is_a_failed_request()
    {
        var provider = new Mock<k8s.Authentication.ITokenProvider>();
        provider.Setup(p => p.GetAuthenticationHeaderAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new UnauthorizedAccessException("exec plugin: exit code 1"));
        var configuration = new k8s.KubernetesClientConfiguration { SkipTlsVerify = true, TokenProvider = provider.Object };
        var handler = new AuthenticationHandler(configuration, ApiServerConnection.CreateHandler(configuration));
        using var api = new KubernetesApi(handler, new Uri("https://localhost:1"), new(), TimeProvider.System);
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetJsonAsync("x", TestJson.Default.JsonNode, CancellationToken.None));
        Assert.Equal("GET /x: no credentials: exec plugin: exit code 1", e.Message);
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_it_changed()
    {
        var time = new FakeTimeProvider();
        var token = Temporary("first\n");
        await using var server = await StubApiServer.StartAsync(_authority.Issue("localhost"), EchoAsync);
        var configuration = new k8s.KubernetesClientConfiguration { SkipTlsVerify = true, TokenProvider = new TokenFile(token, time) };
        var handler = new AuthenticationHandler(configuration, ApiServerConnection.CreateHandler(configuration));
        using var api = new KubernetesApi(handler, new Uri($"https://localhost:{server.Port}"), new(), time);
        Assert.Equal("Bearer first", await AuthorizationAsync(api));
        await File.WriteAllTextAsync(token, "second");
        Assert.Equal("Bearer first", await AuthorizationAsync(api));
        time.Advance(TokenFile.Lifetime);
        Assert.Equal("Bearer second", await AuthorizationAsync(api));
        File.Delete(token);
        time.Advance(TokenFile.Lifetime);
        Assert.Equal("Bearer second", await AuthorizationAsync(api));
    }

    [Fact]
    public void A_missing_kubeconfig_is_named()
    {
        var e = Assert.Throws<KubernetesConfigurationException>(() => KubernetesApi.Connect(new() { KubeconfigPath = "/nowhere/config" }, TimeProvider.System));
        Assert.Contains("/nowhere/config", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kubeconfig_that_is_no_yaml_is_named()
    {
        var path = Temporary("][");
        var e = Assert.Throws<KubernetesConfigurationException>(() => KubernetesApi.Connect(new() { KubeconfigPath = path }, TimeProvider.System));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> AuthorizationAsync(KubernetesApi api) =>
        (string?)(await api.GetJsonAsync("x", TestJson.Default.JsonNode, CancellationToken.None))["authorization"];

    private static async Task AssertTlsRefusedAsync(KubernetesApi api)
    {
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetJsonAsync("x", TestJson.Default.JsonNode, CancellationToken.None));
        Assert.Null(e.StatusCode);
        Assert.Contains("TLS:", e.Message, StringComparison.Ordinal);
    }

    private static Task AnswerAsync(HttpContext context, int code, string body)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(body);
    }

    private static Task EchoAsync(HttpContext context) => context.Response.WriteAsync(new JsonObject
    {
        ["protocol"] = context.Request.Protocol,
        ["authorization"] = context.Request.Headers.Authorization.ToString(),
        ["agent"] = context.Request.Headers.UserAgent.ToString(),
        ["path"] = context.Request.Path + context.Request.QueryString,
    }.ToJsonString());

    private string Temporary(string content)
    {
        var path = Path.Combine(Path.GetTempPath(), $"vpa-{Guid.NewGuid():N}");
        File.WriteAllText(path, content);
        _files.Add(path);
        return path;
    }

    private KubernetesApi Connect(StubApiServer server, string authorityPem, string host, TimeSpan? timeout = null)
    {
        var path = server.Kubeconfig(authorityPem, host);
        _files.Add(path);
        return KubernetesApi.Connect(new() { KubeconfigPath = path, Role = "updater", RequestTimeout = timeout ?? TimeSpan.FromSeconds(20) }, TimeProvider.System);
    }
}
