using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vpa.Host.Certificates;
using Vpa.Host.Webhook;

namespace Vpa.Host.Tests.Webhook;

/// <summary>A webhook server on loopback, and clients that trust only what they are told to.</summary>
internal sealed class RunningWebhook : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WebhookMetrics _metrics;

    private RunningWebhook(WebhookServerOptions options, IServerCertificateSource certificates, RequestDelegate handle)
    {
        _metrics = new(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), certificates);
        Server = new(options with { Host = IPAddress.Loopback, Port = 0 }, certificates, handle, _metrics, TimeProvider.System);
    }

    public WebhookServer Server { get; }

    public Uri Address => new($"https://localhost:{Server.Port}/");

    /// <summary>A certificate for localhost and the authority that signed it, good now.</summary>
    public static CertificatePair Localhost()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = CertificateAuthority.Create("test", now, TimeSpan.FromDays(2));
        return authority.IssueServerCertificate(["localhost"], now, TimeSpan.FromDays(1));
    }

    public static async Task<RunningWebhook> StartAsync(
        RequestDelegate handle, IServerCertificateSource certificates, WebhookServerOptions? options = null)
    {
        var webhook = Prepare(handle, certificates, options);
        await webhook.Server.StartAsync(CancellationToken.None);
        return webhook;
    }

    /// <summary>A server that does not listen yet.</summary>
    public static RunningWebhook Prepare(RequestDelegate handle, IServerCertificateSource certificates, WebhookServerOptions? options = null) =>
        new(options ?? new(), certificates, handle);

    /// <summary>A client that keeps its connections and trusts one bundle.</summary>
    public static HttpClient Client(string caPem, Version? version = null) => new(new SocketsHttpHandler
    {
        SslOptions = new() { CertificateChainPolicy = Trusting(caPem) },
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
    })
    {
        DefaultRequestVersion = version ?? HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Makes one TLS handshake.</summary>
    public async Task<SslStream> HandshakeAsync(string caPem, Action<SslClientAuthenticationOptions> configure)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, Server.Port);
        var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = Trusting(caPem),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        configure(options);
        try
        {
            await stream.AuthenticateAsClientAsync(options);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _metrics.Dispose();
        await _services.DisposeAsync();
    }

    internal static X509ChainPolicy Trusting(string caPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(caPem);
        return policy;
    }
}
