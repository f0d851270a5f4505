using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vpa.Simulation.ApiServer;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Objects;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Metrics;

/// <summary>The API <c>metrics.k8s.io/v1beta1</c> for the containers of a simulated cluster, as an extension server over HTTPS on loopback.</summary>
/// <remarks>Like its model it leaves authorization to the API server that proxies to it; only processes of this machine reach it directly.</remarks>
public sealed class MetricsServer : IAsyncDisposable
{
    private readonly ApiConnection _connection;
    private readonly MetricsServerOptions _options;
    private readonly ILogger<MetricsServer> _logger;
    private readonly Scrape _scrape;
    private readonly ServingCertificate _certificate;
    private readonly WebApplication _host;
    private MetricsSnapshot _snapshot = MetricsSnapshot.Empty;
    private DateTimeOffset? _lastScrape;

    private MetricsServer(ApiConnection connection, MetricsServerOptions options)
    {
        _connection = connection;
        _options = options;
        _logger = options.LoggerFactory.CreateLogger<MetricsServer>();
        _scrape = new Scrape(new UsageModel(options.Seed, _logger), options.Seed, options.Resolution);
        _certificate = ServingCertificate.Create("localhost", MetricsRegistration.HostName);
        _host = Build();
    }

    /// <summary>The port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The authority that signed its certificate, PEM.</summary>
    public string CaCertificatePem => _certificate.CaCertificatePem;

    /// <summary>Starts to listen; it knows no metrics before its second scrape.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<MetricsServer> StartAsync(ApiConnection connection, MetricsServerOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new MetricsServer(connection, options);
        await server._host.StartAsync(ct);
        var addresses = server._host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Port = new Uri(addresses.First()).Port;
        server._logger.MetricsListening(server.Port);
        return server;
    }

    /// <summary>Scrapes if the resolution's time has passed since the last scrape.</summary>
    public async Task StepAsync(CancellationToken ct)
    {
        var now = _options.Clock.GetUtcNow();
        if (_lastScrape is { } last && now - last < _options.Resolution)
        {
            return;
        }

        var pods = await _connection.Objects.ListAsync("/api/v1/pods", ObjectJson.Default.ObjectListPod, ct);
        var nodes = await _connection.Objects.ListAsync("/api/v1/nodes", ObjectJson.Default.ObjectListNode, ct);
        var snapshot = _scrape.Take(pods, nodes, now);
        _lastScrape = now;
        Volatile.Write(ref _snapshot, snapshot);
        _logger.MetricsScraped(pods.Count, snapshot.Pods.Count);
    }

    /// <summary>Scrapes at the resolution's interval until cancelled; a failed scrape is logged and repeated.</summary>
    public Task RunAsync(CancellationToken ct) =>
        ControlLoop.RunAsync("metrics server", StepAsync, _options.Resolution, _options.Clock, _logger, ct);

    /// <summary>Hooks the API into the aggregation layer of the API server, verified by this server's own authority.</summary>
    /// <exception cref="k8s.Autorest.HttpOperationException">The API server refuses an object.</exception>
    public Task RegisterAsync(CancellationToken ct)
    {
        string[] groups = _options.ExternalMetrics is null
            ? [MetricsRegistration.Metrics]
            : [MetricsRegistration.Metrics, ExternalMetricsEndpoints.Group];
        return new MetricsRegistration(_connection.Objects).RegisterAsync(groups, Port, CaCertificatePem, ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
        _certificate.Dispose();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, _options.Port, listen => listen.UseHttps(_certificate.Leaf)));
        var host = builder.Build();
        new MetricsEndpoints(() => Volatile.Read(ref _snapshot), _options.Clock).Map(host);
        if (_options.ExternalMetrics is { } names)
        {
            new ExternalMetricsEndpoints(names, () => Volatile.Read(ref _snapshot)).Map(host);
        }

        return host;
    }
}
