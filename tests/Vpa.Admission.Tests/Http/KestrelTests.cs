using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Testing;

namespace Vpa.Admission.Tests.Http;

/// <summary>The endpoint behind a real server and real sockets.</summary>
public sealed class KestrelTests : IAsyncLifetime, IDisposable
{
    private static readonly VerticalPodAutoscaler WebVpa = AVpa.Named("web").Targeting("Deployment", "web").Recommending("app", "250m");

    private readonly Webhook _webhook = new(new AdmissionStateOf(WebVpa));
    private readonly HttpClient _client = new();
    private WebApplication? _server;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(_webhook.Endpoint.HandleAsync);
        await _server.StartAsync();
        _client.BaseAddress = new Uri(_server.Urls.First());
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _webhook.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_body_is_refused_with_and_without_a_length(bool chunked) // A15
    {
        using var request = Request(new byte[6 * 1024 * 1024], chunked);

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("request payload too large", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 10)]
    [InlineData(true, 4 * 1024 * 1024)]
    public async Task Many_requests_at_once_all_get_their_patch(bool chunked, int padding)
    {
        var pod = Webhook.WebPod("""[{"name":"app"}]""").Replace("\"status\":{}", $"\"status\":{{\"message\":\"{new string('x', padding)}\"}}", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes(Webhook.Review(pod));

        var replies = await Task.WhenAll(Enumerable.Range(0, padding > 1000 ? 4 : 64).Select(async _ =>
        {
            using var request = Request(body, chunked);
            using var response = await _client.SendAsync(request);
            return (response.StatusCode, Body: await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType);
        }));

        Assert.All(replies, r => Assert.Equal((HttpStatusCode.OK, "application/json"), (r.StatusCode, r.MediaType)));
        Assert.All(replies, r => Assert.Contains("JSONPatch", r.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_body_is_told_of_once_and_hurts_nobody() // A16
    {
        using (var connection = new TcpClient { LingerState = new(enable: true, seconds: 0) })
        {
            await connection.ConnectAsync(_client.BaseAddress!.Host, _client.BaseAddress.Port);
            await connection.GetStream().WriteAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());
        }

        await Eventually.HoldsAsync(() => _webhook.EndpointLog.Collector.Count > 0, "it is noticed");
        using var request = Request(Encoding.UTF8.GetBytes(Webhook.Review(Webhook.WebPod("""[{"name":"app"}]"""))), chunked: false);
        using var response = await _client.SendAsync(request);

        Assert.Contains("JSONPatch", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("The body of a request could not be read", Assert.Single(_webhook.EndpointLog.Collector.GetSnapshot()).Message);
    }

    private static HttpRequestMessage Request(byte[] body, bool chunked)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return new(HttpMethod.Post, "/?timeout=30s") { Content = content, Headers = { TransferEncodingChunked = chunked } };
    }
}
