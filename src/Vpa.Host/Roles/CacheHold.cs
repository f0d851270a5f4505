using Vpa.Host.Logging;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Roles;

/// <summary>Runs the caches of a process; in <c>vpa all</c> several components share one set.</summary>
internal sealed class CacheHold(KubernetesApi api, ClusterCachesOptions options, RoleEnvironment environment) : IAsyncDisposable
{
    // Patient enough for an API server that restarts; after that, a process that ends with a message says more than one that waits.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private readonly ILogger _logger = environment.Logging.CreateLogger<ClusterCaches>();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly List<Action<ClusterCaches>> _beforeRun = [];
    private ClusterCaches? _caches;
    private Task _running = Task.CompletedTask;

    /// <summary>Registers what has to listen before the first object arrives; to be called before anybody starts the caches.</summary>
    public void BeforeRun(Action<ClusterCaches> listen) => _beforeRun.Add(listen);

    /// <summary>The caches, running and filled; the first caller starts them.</summary>
    /// <exception cref="TimeoutException">They are not filled in time; the message names which (R148).</exception>
    /// <remarks>
    /// The caches go by the wall clock even where a component's rules go by another one: connections, back-off and
    /// watch time-outs are between this process and the server.
    /// </remarks>
    public async Task<ClusterCaches> StartAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(StartTimeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await StartCoreAsync(either.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var missing = _caches is null ? "the API server's discovery" : string.Join(", ", _caches.Unfilled);
            throw new TimeoutException($"nothing usable came from the API server within {StartTimeout}: {missing}", e);
        }
    }

    private async Task<ClusterCaches> StartCoreAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_caches is null)
            {
                _caches = await ClusterCaches.CreateAsync(api, options, environment.Meters, TimeProvider.System, _logger, cancellationToken);
                _beforeRun.ForEach(listen => listen(_caches));
                _running = RunAsync(_caches);
            }
        }
        finally
        {
            _starting.Release();
        }

        await _caches.WaitForSyncAsync(cancellationToken);
        return _caches;
    }

    /// <summary>Waits until the caches have seen what the server wrote so far.</summary>
    /// <param name="newestVersion">The newest resourceVersion of a group and resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CatchUpAsync(Func<string, string, string> newestVersion, CancellationToken cancellationToken)
    {
        if (_caches is { } caches)
        {
            await caches.WaitForVersionsAsync(newestVersion, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _starting.Dispose();
    }

    private async Task RunAsync(ClusterCaches caches)
    {
        try
        {
            await caches.RunAsync(_stop.Token);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // The loops of the caches live through every failure of the server; what arrives here is a defect, and must be seen.
            _logger.BackgroundFailed(e, "A watch cache");
            environment.Abandon();
        }
    }
}
