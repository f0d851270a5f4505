using Microsoft.Extensions.Logging;
using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Leases;

/// <summary>
/// Leads while it holds a Lease. What runs under it gets a token that dies before anybody else may lead: when the lease was not renewed within
/// the renew deadline, or is seen with another holder.
/// </summary>
public sealed class LeaderElector
{
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(3);
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LeaseClaim _claim;
    private volatile bool _isLeader;

    /// <summary>Creates an elector.</summary>
    /// <exception cref="ArgumentException">The durations do not fit together.</exception>
    public LeaderElector(KubernetesApi api, LeaderElectionOptions options, TimeProvider time, ILogger logger)
        : this(new LeaseStore(api, options.Namespace, options.Name), options, time, logger)
    {
    }

    internal LeaderElector(ILeaseStore store, LeaderElectionOptions options, TimeProvider time, ILogger logger)
    {
        if (options.Validate() is { } error)
        {
            throw new ArgumentException(error, nameof(options));
        }

        _options = options;
        _time = time;
        _logger = logger;
        _claim = new LeaseClaim(store, options, time);
    }

    /// <summary>Whether this process leads right now.</summary>
    public bool IsLeader => _isLeader;

    /// <summary>Waits for leadership, then runs the work until it ends, leadership is lost, or it is cancelled.</summary>
    /// <param name="work">The work; its token is cancelled when leadership ends, and it must end soon after.</param>
    /// <param name="cancellationToken">Ends the wait or the work; the lease is released.</param>
    /// <exception cref="OperationCanceledException">It was cancelled while waiting.</exception>
    public async Task<LeadershipEnd> LeadAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await AcquireAsync(cancellationToken);
        _logger.Leading(_options.Namespace, _options.Name, _options.Identity);
        _isLeader = true;
        using var leadership = new CancellationTokenSource();
        using var running = CancellationTokenSource.CreateLinkedTokenSource(leadership.Token, cancellationToken);
        var deadline = _time.CreateTimer(_ => leadership.Cancel(), null, Left(), Timeout.InfiniteTimeSpan);
        var renewal = RenewAsync(deadline, leadership, running.Token);
        try
        {
            await RunAsync(work, running.Token);
        }
        finally
        {
            // No renewal may be under way when the lease is released: it would be taken again.
            await running.CancelAsync();
            await renewal;
            await deadline.DisposeAsync();
            _isLeader = false;
            if (leadership.IsCancellationRequested)
            {
                _logger.LostLeadership(_options.Namespace, _options.Name);
            }
            else
            {
                await ReleaseAsync();
            }
        }

        return leadership.IsCancellationRequested ? LeadershipEnd.Lost : LeadershipEnd.Stopped;
    }

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        while (!await TryClaimAsync(cancellationToken))
        {
            await Task.Delay(_options.RetryPeriod, _time, cancellationToken);
        }
    }

    private static async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken running)
    {
        try
        {
            await work(running);
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            // The work ended because leading ended.
        }
    }

    private async Task RenewAsync(ITimer deadline, CancellationTokenSource leadership, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.RetryPeriod, _time, cancellationToken);
                if (await TryClaimAsync(cancellationToken))
                {
                    deadline.Change(Left(), Timeout.InfiniteTimeSpan);
                }
                else if (_claim.IsHeldByAnother)
                {
                    await leadership.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Leading ended.
        }
    }

    private async Task<bool> TryClaimAsync(CancellationToken cancellationToken)
    {
        // A request that hangs must not outlast the lease: a late success would be taken for a fresh one.
        using var timer = new CancellationTokenSource(_options.RenewDeadline, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await _claim.TryClaimAsync(limit.Token);
        }
        catch (Exception e) when (e is KubernetesApiException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _logger.CannotClaim(_options.Namespace, _options.Name, e.Message);
            return false;
        }
    }

    /// <summary>Time left until the renew deadline, counted from when the last successful request was sent.</summary>
    private TimeSpan Left()
    {
        var left = _options.RenewDeadline - _claim.SinceClaim;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(ReleaseTimeout, _time);
        try
        {
            await _claim.ReleaseAsync(limit.Token);
            _logger.Released(_options.Namespace, _options.Name);
        }
        catch (Exception e) when (e is KubernetesApiException or OperationCanceledException)
        {
            // Others will wait for the lease to expire; nothing else is lost.
            _logger.CannotClaim(_options.Namespace, _options.Name, e.Message);
        }
    }
}
