using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Vpa.Host.Certificates;
using Vpa.Host.Roles;

namespace Vpa.Host.Webhook;

/// <summary>The HTTPS server of the webhook (A9, A10). New handshakes use the certificate of the moment; connections are not cut when it changes.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <summary>Prepares the server; nothing listens before <see cref="StartAsync"/>.</summary>
    public WebhookServer(WebhookServerOptions options, IServerCertificateSource certificates, RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        RoleHost.ConfigureLogging(builder.Logging, options.Verbosity);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // the endpoint bounds the body itself and answers as A15 says
            kestrel.Listen(options.Host, options.Port, listen => listen.UseHttps(https => ConfigureTls(https, options, certificates)));
        });
        _app = builder.Build();
        _app.Run(handle);
    }

    /// <summary>Whether requests are answered.</summary>
    public bool IsListening { get; private set; }

    /// <summary>The port, once it listens.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        IsListening = true;
    }

    /// <summary>Takes no new connections and lets requests in flight end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsListening = false;
        await _app.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void ConfigureTls(HttpsConnectionAdapterOptions https, WebhookServerOptions options, IServerCertificateSource certificates)
    {
        https.ServerCertificateSelector = (_, _) => certificates.Current;
        https.SslProtocols = options.OnlyTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ClientCertificateMode = ClientCertificateMode.NoCertificate; // A12
    }
}
