using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Vpa.Host.Certificates;
using Vpa.Host.Webhook;

namespace Vpa.Host.Tests.Webhook;

/// <summary>The server over real TLS.</summary>
public class WebhookServerTests
{
    private static readonly FixedCertificateSource Certificates = new(RunningWebhook.Localhost());

#pragma warning disable CA1416 // These tests run where the product runs.
    private static readonly CipherSuitesPolicy OnlyAes128 = new([TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]);

    private static readonly CipherSuitesPolicy Everything = new(
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ]);
#pragma warning restore CA1416

    [Theory]
    [InlineData("", SslProtocols.Tls12, "h2")]
    [InlineData("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", SslProtocols.Tls12, "http/1.1")]
    [InlineData("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", SslProtocols.Tls12, "http/1.1")]
    [InlineData("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", SslProtocols.Tls12, "h2")]
    [InlineData("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", SslProtocols.Tls13, "h2")]
    public async Task Only_listed_suites_are_agreed_on_A11(string ciphers, SslProtocols protocol, string application)
    {
        await using var webhook = await RunningWebhook.StartAsync(AnswerAsync, Certificates, new() { Ciphers = TlsCipherList.Parse(ciphers) });

        await using var tls = await webhook.HandshakeAsync(Certificates.CaPem, options =>
        {
            options.EnabledSslProtocols = protocol;
            options.CipherSuitesPolicy = Everything;
            options.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        });

        Assert.Equal(application, tls.NegotiatedApplicationProtocol.ToString());
        Assert.True(protocol == SslProtocols.Tls13 || ciphers.Length == 0 || ciphers == tls.NegotiatedCipherSuite.ToString());
    }

    [Fact]
    public async Task No_client_certificate_is_asked_for() // A12
    {
        using var own = RunningWebhook.Localhost().Server;
        await using var webhook = await RunningWebhook.StartAsync(AnswerAsync, Certificates, new());
        await using var tls = await webhook.HandshakeAsync(Certificates.CaPem, options => options.ClientCertificates = [own]);
        Assert.True(tls.IsAuthenticated);
        Assert.False(tls.IsMutuallyAuthenticated);
    }

    [Fact]
    public async Task A_client_without_a_listed_suite_is_refused_A11()
    {
        await using var webhook = await RunningWebhook.StartAsync(
            AnswerAsync, Certificates, new() { Ciphers = TlsCipherList.Parse("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384") });

        await Assert.ThrowsAnyAsync<Exception>(() => webhook.HandshakeAsync(Certificates.CaPem, options =>
        {
            options.EnabledSslProtocols = SslProtocols.Tls12;
            options.CipherSuitesPolicy = OnlyAes128;
        }));
    }

    [Fact]
    public async Task Least_version_1_3_refuses_1_2_A10()
    {
        await using var webhook = await RunningWebhook.StartAsync(AnswerAsync, Certificates, new() { OnlyTls13 = true });

        await Assert.ThrowsAnyAsync<Exception>(() => webhook.HandshakeAsync(Certificates.CaPem, o => o.EnabledSslProtocols = SslProtocols.Tls12));
        await using var tls = await webhook.HandshakeAsync(Certificates.CaPem, o => o.EnabledSslProtocols = SslProtocols.Tls13);
        Assert.Equal(SslProtocols.Tls13, tls.SslProtocol);
    }

    [Fact]
    public async Task A_full_server_turns_requests_away_at_once_and_recovers()
    {
        using var gate = new Gate();
        await using var webhook = await RunningWebhook.StartAsync(gate.HandleAsync, Certificates, new() { Limits = new() { Requests = 2 } });
        using var client = RunningWebhook.Client(Certificates.CaPem);
        var held = new[] { PostAsync(client, webhook), PostAsync(client, webhook) };
        await gate.EnteredAsync(2);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "too many requests in flight"), await PostAsync(client, webhook));
        gate.Open();

        Assert.All(await Task.WhenAll(held), answer => Assert.Equal((HttpStatusCode.OK, "done"), answer));
        Assert.Equal((HttpStatusCode.OK, "done"), await PostAsync(client, webhook));
    }

    [Fact]
    public async Task Bodies_in_flight_are_bounded_together()
    {
        using var gate = new Gate();
        await using var webhook = await RunningWebhook.StartAsync(gate.HandleAsync, Certificates, new() { Limits = new() { BodyBytes = 100_000 } });
        using var client = RunningWebhook.Client(Certificates.CaPem);
        var held = PostAsync(client, webhook, new byte[90_000]);
        await gate.EnteredAsync(1);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PostAsync(client, webhook, new byte[20_000])).Status);
        var small = PostAsync(client, webhook, new byte[1000]);
        await gate.EnteredAsync(2);
        gate.Open();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await held).Status, (await small).Status));
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up()
    {
        await using var webhook = await RunningWebhook.StartAsync(
            ReadAllAsync, Certificates, new() { Limits = new() { Timeout = TimeSpan.FromMilliseconds(300) } });
        await using var tls = await webhook.HandshakeAsync(Certificates.CaPem, _ => { });
        await tls.WriteAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());
        using var reader = new StreamReader(tls);

        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_stop_lets_requests_in_flight_end(int httpVersion)
    {
        using var gate = new Gate();
        await using var webhook = await RunningWebhook.StartAsync(gate.HandleAsync, Certificates);
        using var client = RunningWebhook.Client(Certificates.CaPem, new Version(httpVersion, httpVersion % 2));
        var held = PostAsync(client, webhook);
        await gate.EnteredAsync(1);

        var stopping = webhook.Server.StopAsync(CancellationToken.None);
        Assert.False(webhook.Server.IsListening);
        Assert.False(stopping.IsCompleted);
        gate.Open();

        Assert.Equal((HttpStatusCode.OK, "done"), await held);
        await stopping;
    }

    [Fact]
    public async Task A_drain_that_begins_during_the_start_is_not_forgotten()
    {
        await using var webhook = RunningWebhook.Prepare(AnswerAsync, Certificates);
        webhook.Server.BeginDrain();

        await webhook.Server.StartAsync(CancellationToken.None);

        Assert.False(webhook.Server.IsListening);
    }

    [Fact]
    public async Task While_draining_requests_are_answered_and_connections_given_up()
    {
        await using var webhook = await RunningWebhook.StartAsync(AnswerAsync, Certificates);
        using var client = RunningWebhook.Client(Certificates.CaPem, HttpVersion.Version11);
        using var before = await client.GetAsync(webhook.Address);
        webhook.Server.BeginDrain();

        using var after = await client.GetAsync(webhook.Address);

        Assert.Equal((null, true), (before.Headers.ConnectionClose, after.Headers.ConnectionClose));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_new_certificate_serves_new_connections_and_cuts_no_old_one_A23(int httpVersion)
    {
        var (first, second) = (RunningWebhook.Localhost(), RunningWebhook.Localhost());
        var source = new ChangingCertificates(first);
        var connections = new ConcurrentBag<string>();
        await using var webhook = await RunningWebhook.StartAsync(
            context =>
            {
                connections.Add(context.Connection.Id);
                return AnswerAsync(context);
            },
            source);
        var version = new Version(httpVersion, httpVersion % 2);
        using var old = RunningWebhook.Client(first.CaPem, version);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(old, webhook)).Status);

        source.Pair = second;
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(old, webhook)).Status);
        }

        Assert.Single(connections.Distinct());
        using var fresh = RunningWebhook.Client(second.CaPem, version);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(fresh, webhook)).Status);
        using var stale = RunningWebhook.Client(first.CaPem, version);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(stale, webhook));
    }

    private static Task AnswerAsync(HttpContext context) => context.Response.WriteAsync("done", context.RequestAborted);

    private static async Task ReadAllAsync(HttpContext context)
    {
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // As the endpoint does: whoever cancelled knows what to answer.
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(HttpClient client, RunningWebhook webhook, byte[]? body = null)
    {
        using var content = new ByteArrayContent(body ?? []);
        using var response = await client.PostAsync(webhook.Address, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A handler that holds requests until it is opened.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _entered = new(0);
        private int _seen;

        public async Task HandleAsync(HttpContext context)
        {
            _entered.Release();
            await _open.Task;
            await AnswerAsync(context);
        }

        public async Task EnteredAsync(int total)
        {
            for (; _seen < total; _seen++)
            {
                Assert.True(await _entered.WaitAsync(TimeSpan.FromSeconds(30)), $"Request {_seen + 1} did not arrive");
            }
        }

        public void Open() => _open.SetResult();

        public void Dispose() => _entered.Dispose();
    }

    private sealed class ChangingCertificates(CertificatePair pair) : IServerCertificateSource
    {
        public CertificatePair Pair { get; set; } = pair;

        public X509Certificate2 Current => Pair.Server;

        public SslStreamCertificateContext Context => SslStreamCertificateContext.Create(Pair.Server, null, offline: true);

        public string CaPem => Pair.CaPem;
    }
}
