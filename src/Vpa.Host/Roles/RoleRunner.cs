using Vpa.Host.CommandLine;
using Vpa.Host.Logging;
using Vpa.Kubernetes.Leases;

namespace Vpa.Host.Roles;

/// <summary>
/// The life of the components: become leader, fill caches and load history, then work on the timer until told to stop, then finish and save
/// (R148, R149). What needs no leadership starts before, and serves on a standby too.
/// </summary>
internal sealed class RoleRunner(
    IReadOnlyList<IRoleComponent> components,
    WorkTimer? timer,
    LeaderElector? elector,
    RunCancellation runs,
    TimeProvider clock,
    ILogger<RoleRunner> logger)
{
    private int _failures;

    /// <summary>Runs until told to stop, or until a failure or the loss of the lease ends it.</summary>
    /// <param name="leaseLost">Called when the lease is lost, before anything is stopped: what hangs from then on must not keep the process.</param>
    /// <param name="stop">Tells to stop.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Action leaseLost, CancellationToken stop)
    {
        var always = new Stack<IRoleComponent>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var alwaysStopped = StopOnceAsync(always, end.Token);
        try
        {
            await StartAsync(components.Where(c => !c.NeedsLeadership), always, stop);
            if (elector is null)
            {
                await WorkAsync(stop, stop);
            }
            else if (await elector.LeadAsync(lead => LeadAsync(leaseLost, lead, stop), stop) == LeadershipEnd.Lost)
            {
                logger.LeaseLost();
                return ExitCodes.LeaseLost;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop while waiting or starting.
        }
        catch (Exception e)
        {
            logger.StartFailed(e.Message);
            logger.StartFailure(e);
            return ExitCodes.Failure;
        }
        finally
        {
            await end.CancelAsync();
            await alwaysStopped;
        }

        return _failures == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private Task LeadAsync(Action leaseLost, CancellationToken lead, CancellationToken stop)
    {
        // Ends with the elector's token, not with the work: what comes after the work may hang as well.
        _ = lead.Register(() =>
        {
            if (!stop.IsCancellationRequested)
            {
                leaseLost();
            }
        });
        return WorkAsync(lead, stop);
    }

    private async Task WorkAsync(CancellationToken work, CancellationToken stop)
    {
        var started = new Stack<IRoleComponent>();
        try
        {
            await StartAsync(components.Where(c => c.NeedsLeadership), started, work);
            if (timer is not null)
            {
                await timer.StartAsync(work);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, clock, work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            // Off the stack of whoever cancelled: what blocks below must not keep the token's other callbacks, nor the elector's timer.
            await Task.Yield();
            if (stop.IsCancellationRequested)
            {
                // A run in flight may finish, so that what it has begun is done and saved.
                runs.Begin();
            }
            else
            {
                // Somebody else may lead now; nothing more may be written.
                runs.Cancel();
            }

            if (timer is not null)
            {
                await timer.StopAsync();
            }

            await StopAsync(started);
        }
    }

    private async Task StartAsync(IEnumerable<IRoleComponent> toStart, Stack<IRoleComponent> started, CancellationToken cancellationToken)
    {
        foreach (var component in toStart)
        {
            started.Push(component);
            await component.StartAsync(cancellationToken);
            logger.ComponentStarted(component.Name);
        }
    }

    // The webhook drains while the last run of the others ends; one after the other they might take too long.
    private async Task StopOnceAsync(Stack<IRoleComponent> started, CancellationToken end)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(started);
    }

    private async Task StopAsync(Stack<IRoleComponent> started)
    {
        while (started.TryPop(out var component))
        {
            try
            {
                await component.StopAsync();
                logger.ComponentStopped(component.Name);
            }
            catch (Exception e)
            {
                logger.StopFailed(e, component.Name);
                Interlocked.Increment(ref _failures);
            }
        }
    }
}
