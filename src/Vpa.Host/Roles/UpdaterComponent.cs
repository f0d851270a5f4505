using Vpa.Host.Logging;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Events;
using Vpa.Kubernetes.Updating;
using Vpa.Updater;

namespace Vpa.Host.Roles;

/// <summary>The updater over its caches.</summary>
/// <param name="api">The API server.</param>
/// <param name="updates">The same, for evictions and resizes, which may have a rate of their own.</param>
/// <param name="caches">The caches.</param>
/// <param name="options">Settings.</param>
/// <param name="lease">Where the status lease of the admission controller is.</param>
/// <param name="environment">Clock, log and metrics.</param>
internal sealed class UpdaterComponent(
    KubernetesApi api, KubernetesApi updates, CacheHold caches, UpdaterOptions options, AdmissionLeaseOptions lease, RoleEnvironment environment) : IRoleComponent
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private readonly LoopHealth _health = new(options.Interval, environment.Clock);
    private readonly EventRecorder _events = new(api, UpdateEventRecorder.Component, environment.Meters, environment.Clock, environment.Logging.CreateLogger<EventRecorder>());
    private readonly BackgroundTasks _background = new(environment, environment.Logging.CreateLogger<UpdaterComponent>());
    private UpdaterRun? _run;

    /// <inheritdoc/>
    public string Name => "updater";

    /// <inheritdoc/>
    public bool NeedsLeadership => true;

    /// <inheritdoc/>
    public PeriodicWork? Periodic => new(options.Interval, RunOnceAsync);

    /// <inheritdoc/>
    public string? Ailment => _health.Ailment;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var filled = await caches.StartAsync(cancellationToken);
        var sources = new UpdaterCaches(filled);
        var ports = new UpdaterPorts
        {
            Heartbeat = new AdmissionLeaseReader(api, lease, TimeProvider.System),
            Vpas = sources,
            Pods = sources,
            LimitRanges = sources,
            Controllers = filled.Controllers,
            Evictor = new PodEvictor(updates, filled.Discovery, environment.Logging.CreateLogger<PodEvictor>()),
            Resizer = new PodResizer(updates, filled.Discovery, environment.Logging.CreateLogger<PodResizer>()),
            Events = new UpdateEventRecorder(_events),
        };
        _run = new UpdaterRun(ports, options, environment.Meters, environment.Clock, environment.Logging.CreateLogger<UpdaterRun>());
        _background.Run("Recording events", _events.RunAsync);
        _health.RecordActivity();
    }

    /// <summary>One run; a failure is logged, and the next run comes on time.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _run!.RunOnceAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        catch (Exception e)
        {
            environment.Logging.CreateLogger<UpdaterComponent>().RunFailed(e, Name);
        }
        finally
        {
            _health.RecordActivity();
        }
    }

    /// <summary>Waits until the events of what was done so far are written.</summary>
    public async Task FlushEventsAsync()
    {
        using var deadline = new CancellationTokenSource(FlushTimeout, TimeProvider.System);
        await _events.FlushAsync(deadline.Token);
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        if (_run is not null)
        {
            await FlushEventsAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _background.StopAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _background.DisposeAsync();
}
