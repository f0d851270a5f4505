using System.Text;
using Vpa.Admission.Http;
using Vpa.Admission.Metrics;
using Vpa.Admission.Reviewing;
using Vpa.Host.Certificates;
using Vpa.Host.Roles;
using Vpa.Kubernetes.Admitting;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Webhook;

/// <summary>The admission controller: fills its caches, serves, registers the webhook, and renews its lease while it can really serve (A1).</summary>
internal sealed class AdmissionComponent(
    KubernetesApi api, CacheHold caches, AdmissionComponentOptions options, IServerCertificateSource certificates, RoleEnvironment environment) : IRoleComponent
{
    // With what is in flight then it stays within the 10 s that the README promises of a SIGTERM.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(3);

    private readonly AdmissionMetrics _metrics = new(environment.Meters);
    private readonly BackgroundTasks _background = new(environment, environment.Logging.CreateLogger<AdmissionComponent>());
    private WebhookMetrics? _serverMetrics;
    private WebhookServer? _server;
    private WebhookRegistration? _registration;
    private ServedCertificateCheck? _certificateCheck;
    private string _waitingFor = "the program is starting";

    /// <inheritdoc/>
    public string Name => "admission-controller";

    /// <inheritdoc/>
    public bool NeedsLeadership => false;

    /// <inheritdoc/>
    public PeriodicWork? Periodic => null;

    /// <inheritdoc/>
    public string? Ailment => null;

    /// <inheritdoc/>
    public string? Unreadiness => _server is null ? _waitingFor
        : !_server.IsListening ? "the webhook does not listen, or no longer"
        : IsCertificateInForce ? null : "the server certificate has expired";

    /// <summary>The heartbeat, once started; the demo beats it by hand.</summary>
    public StatusLeaseHeartbeat? Heartbeat { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ServeAsync(cancellationToken);
        _background.Run("Following the certificates", token => certificates.FollowAsync(IsRegisteredAsync, token));
        _background.Run("Registration and heartbeat", RegisterAndBeatAsync);
    }

    /// <summary>Serves, without registration or heartbeat.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        _waitingFor = "the caches are being filled";
        var state = CachedAdmissionState.Of(await caches.StartAsync(cancellationToken));
        var reviewer = new AdmissionReviewer(state, options.Pods, _metrics, environment.Clock, environment.Logging.CreateLogger<AdmissionReviewer>());
        var endpoint = new AdmissionEndpoint(reviewer, _metrics, environment.Clock, environment.Logging.CreateLogger<AdmissionEndpoint>());
        _waitingFor = "the certificates are being read or made";
        await certificates.PrepareAsync(cancellationToken);
        _serverMetrics = new(environment.Meters, certificates);
        _server = new WebhookServer(options.Server, certificates, endpoint.HandleAsync, _serverMetrics, environment.Clock);
        await _server.StartAsync(cancellationToken);
        Heartbeat = new StatusLeaseHeartbeat(
            api, options.Lease, CanServe, environment.Clock, environment.Logging.CreateLogger<StatusLeaseHeartbeat>());
        if (options.Registration?.Invoke(_server.Port) is { } registration)
        {
            _registration = new(
                api, registration, () => Encoding.UTF8.GetBytes(certificates.CaPem), environment.Clock, environment.Logging.CreateLogger<WebhookRegistration>());
            _certificateCheck = new(certificates, registration.ServerName, environment.Logging.CreateLogger<AdmissionComponent>());
        }
    }

    /// <summary>Registers the webhook once.</summary>
    public Task RegisterOnceAsync(CancellationToken cancellationToken) => _registration?.RegisterAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        // The heartbeat ends first, so that the updater stops evicting before pods could be created unseen.
        await _background.StopAsync();
        if (_server is not null)
        {
            _server.BeginDrain();
            await _server.UntilQuietAsync(options.DrainQuiet, LongestDrain, TimeProvider.System);
            using var drain = new CancellationTokenSource(DrainTimeout, TimeProvider.System);
            await _server.StopAsync(drain.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _background.DisposeAsync();
        _serverMetrics?.Dispose();
        _metrics.Dispose();
    }

    // By the wall clock whatever the rules go by: it is the API server's clock that decides whether it accepts the certificate.
    private bool IsCertificateInForce => new DateTimeOffset(certificates.Current.NotAfter) > TimeProvider.System.GetUtcNow();

    /// <summary>Whether a pod that is created now comes by here and is answered; only then may the updater evict (A37).</summary>
    private bool CanServe() => Unreadiness is null && _registration?.IsInForce != false && _certificateCheck?.IsAccepted() != false;

    private async Task<bool> IsRegisteredAsync(string caPem, CancellationToken cancellationToken) =>
        _registration is { } registration && await registration.TrustsAsync(Encoding.ASCII.GetBytes(caPem), cancellationToken);

    private async Task RegisterAndBeatAsync(CancellationToken cancellationToken)
    {
        if (_registration is { } registration)
        {
            await registration.RunAsync(cancellationToken);
            var loops = new[] { registration.KeepAsync(cancellationToken), Heartbeat!.RunAsync(cancellationToken) };
            await await Task.WhenAny(loops); // a defect of one does not wait for the other
            await Task.WhenAll(loops);
        }
        else
        {
            await Heartbeat!.RunAsync(cancellationToken);
        }
    }
}
