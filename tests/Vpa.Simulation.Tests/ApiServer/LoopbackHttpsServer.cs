using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Vpa.Simulation.ApiServer;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>A small HTTPS server with a certificate for the host names given, as a webhook or an aggregated API has one.</summary>
internal sealed class LoopbackHttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServingCertificate _certificate;

    private LoopbackHttpsServer(WebApplication application, ServingCertificate certificate)
    {
        _application = application;
        _certificate = certificate;
        Port = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public int Port { get; }

    public string CaBundle => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(_certificate.CaCertificatePem));

    public static async Task<LoopbackHttpsServer> StartAsync(RequestDelegate handler, params string[] hostNames)
    {
        var certificate = ServingCertificate.Create(hostNames);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0, e =>
        {
            e.Protocols = HttpProtocols.Http1AndHttp2;
            e.UseHttps(certificate.Leaf);
        }));
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync();
        return new LoopbackHttpsServer(application, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }
}
