using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Vpa.Host.Certificates;
using Vpa.Host.Roles;

namespace Vpa.Host.Webhook;

/// <summary>The HTTPS server of the webhook (A9 to A12). New handshakes use the certificate of the moment; connections are not cut when it changes.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly RequestGate _gate;
    private volatile bool _isStarted;

    /// <summary>Prepares the server; nothing listens before <see cref="StartAsync"/>.</summary>
    public WebhookServer(
        WebhookServerOptions options, IServerCertificateSource certificates, RequestDelegate handle, WebhookMetrics metrics, TimeProvider clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        RoleHost.ConfigureLogging(builder.Logging, options.Verbosity);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // the endpoint bounds the body itself and answers as A15 says
            kestrel.Limits.MaxConcurrentConnections = options.Limits.Connections;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            new ListenAddress(options.Host, options.Port).Open(kestrel, listen => Configure(listen, options, certificates));
        });
        // Each request would otherwise make an activity and a log scope, which nothing reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        builder.WebHost.UseSockets(sockets =>
        {
            sockets.WaitForDataBeforeAllocatingBuffer = false; // connections are few and kept alive: 4 KiB for each spare two system calls a request
            sockets.UnsafePreferInlineScheduling = true; // a review never blocks, so the thread that reads a request may answer it: waking others costs more
        });
        _app = builder.Build();
        _gate = new(handle, options.Limits, metrics, clock, _app.Services.GetRequiredService<ILogger<WebhookServer>>());
        metrics.ShowInFlight(() => _gate.InFlight);
        _app.Run(_gate.HandleAsync);
    }

    /// <summary>Whether requests are answered, and shall be for some time.</summary>
    public bool IsListening => _isStarted && !_gate.IsDraining; // a drain that begins during the start must not be forgotten

    /// <summary>The port, once it listens.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        _isStarted = true;
    }

    /// <summary>Goes on answering, but asks clients to go elsewhere.</summary>
    public void BeginDrain() => _gate.BeginDrain();

    /// <inheritdoc cref="RequestGate.UntilQuietAsync"/>
    public Task UntilQuietAsync(TimeSpan quiet, TimeSpan atMost, TimeProvider time) => _gate.UntilQuietAsync(quiet, atMost, time);

    /// <summary>Takes no new connections and lets requests in flight end.</summary>
    /// <param name="cancellationToken">Cuts off those that still have not.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        BeginDrain();
        await _app.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Configure(ListenOptions listen, WebhookServerOptions options, IServerCertificateSource certificates)
    {
        listen.Protocols = options.Ciphers.AllowsHttp2(options.OnlyTls13) ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        listen.UseHttps(new TlsHandshakeCallbackOptions { HandshakeTimeout = HandshakeTimeout, OnConnection = Handshakes(options, certificates) });
    }

    private static Func<TlsHandshakeCallbackContext, ValueTask<SslServerAuthenticationOptions>> Handshakes(WebhookServerOptions options, IServerCertificateSource certificates)
    {
        var versions = options.OnlyTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
        var suites = !options.Ciphers.Tls12.IsEmpty && OperatingSystem.IsLinux() ? new CipherSuitesPolicy(options.Ciphers.All) : null;
        return _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificates.Context, // not the certificate alone: clients may trust the root only
            EnabledSslProtocols = versions,
            CipherSuitesPolicy = suites,
            ClientCertificateRequired = false, // A12
        });
    }
}
