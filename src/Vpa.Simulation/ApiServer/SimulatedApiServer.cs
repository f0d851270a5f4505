using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// A Kubernetes API server in this process: HTTPS on loopback with its own certificate authority, bearer tokens, and the API that
/// kubectl, the KubernetesClient package and plain HTTP clients speak. Everything is kept in memory.
/// </summary>
public sealed class SimulatedApiServer : IAsyncDisposable
{
    private const long MaximumBodyBytes = 16 * 1024 * 1024;
    private const int MaximumStreams = 1000;

    private readonly SimulatedApiServerOptions _options;
    private readonly ServingCertificate _certificate = ServingCertificate.Create();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TokenAuthenticator _tokens = new();
    private readonly ServerParts _parts;
    private WebApplication? _application;
    private Task _housekeeping = Task.CompletedTask;
    private int _disposed;

    private SimulatedApiServer(SimulatedApiServerOptions options)
    {
        _options = options;
        Faults = new FaultPlan(options.Seed);
        _parts = ServerParts.Compose(options, _tokens, Requests, Faults, _stopping.Token);
        AdminToken = _tokens.Issue(new UserInfo("kubernetes-admin", [UserInfo.MastersGroup, "system:authenticated"]));
    }

    /// <summary>Base address: https://127.0.0.1:port/.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1/");

    /// <summary>The authority that signed the server's certificate, PEM. The certificate names localhost and 127.0.0.1.</summary>
    public string CaCertificatePem => _certificate.CaCertificatePem;

    /// <summary>Bearer token of a member of system:masters.</summary>
    public string AdminToken { get; }

    /// <summary>The faults to show. Empty at the start.</summary>
    public FaultPlan Faults { get; }

    /// <summary>What was requested.</summary>
    public RequestJournal Requests { get; } = new();

    /// <summary>Starts a server and returns when it accepts connections.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedApiServer> StartAsync(SimulatedApiServerOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WatchHistoryLength, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WatchBufferLength, 1, nameof(options));
        var server = new SimulatedApiServer(options);
        try
        {
            await server.ListenAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a bearer token for a user, such as system:serviceaccount:kube-system:vpa-recommender. Its groups follow from the name.</summary>
    public string IssueToken(string userName) => _tokens.Issue(UserInfo.Named(userName));

    /// <summary>A kubeconfig with one context that uses this server and token, its certificate authority inline.</summary>
    public string KubeconfigYaml(string token)
    {
        var authority = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(CaCertificatePem));
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: simulated
              cluster:
                server: {Address.ToString().TrimEnd('/')}
                certificate-authority-data: {authority}
            users:
            - name: user
              user:
                token: {token}
            contexts:
            - name: simulated
              context:
                cluster: simulated
                user: user
            current-context: simulated

            """;
    }

    /// <summary>The newest resourceVersion written for a resource, so that a caller can wait for a cache to catch up with it.</summary>
    /// <exception cref="ArgumentException">The server does not serve the resource.</exception>
    public string ResourceVersionOf(string group, string resource)
    {
        var found = _parts.Registry.Find(group, resource)
            ?? throw new ArgumentException($"the server serves no {resource} in group \"{group}\"", nameof(resource));
        return _parts.Store.LastVersionOf(found).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Forgets all history: watches from older resource versions and unfinished paged lists answer 410.</summary>
    public void CompactHistory()
    {
        _parts.Store.Compact();
        _parts.Pages.Clear();
    }

    /// <summary>Probes the aggregated servers now instead of within two seconds, so that what follows finds their APIServices' status written.</summary>
    public Task ProbeAggregatedServersAsync(CancellationToken ct) => _parts.Housekeeping.ProbeOnceAsync(ct);

    /// <summary>Ends every open watch in order, as a server does that shuts down for an upgrade.</summary>
    public void EndWatches() => _parts.Store.EndWatches();

    /// <summary>Ends watches, stops listening and drops everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await _housekeeping;
        _parts.Dispose();
        _certificate.Dispose();
        _stopping.Dispose();
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(_options.LoggerFactory);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrel(Configure);
        _application = builder.Build();
        _application.Run(_parts.Pipeline.HandleAsync);
        await _application.StartAsync(ct);
        var bound = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri($"https://127.0.0.1:{new Uri(bound).Port}/");
        _housekeeping = _parts.Housekeeping.RunAsync(_stopping.Token);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
        kestrel.Limits.MinResponseDataRate = null; // a quiet watch is not a slow client
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaximumStreams;
        kestrel.Listen(IPAddress.Loopback, _options.Port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(_certificate.Leaf);
        });
    }
}
