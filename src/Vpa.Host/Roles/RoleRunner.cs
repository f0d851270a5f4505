using Quartz;
using Vpa.Host.CommandLine;
using Vpa.Host.Logging;
using Vpa.Kubernetes.Leases;

namespace Vpa.Host.Roles;

/// <summary>
/// The life of a process: become leader, fill caches and load history, then work on the timer until told to stop, then finish and save
/// (R148, R149). Without leadership only the HTTP endpoints answer, and what needs none.
/// </summary>
internal sealed class RoleRunner(
    IReadOnlyList<IRoleComponent> components,
    ISchedulerFactory schedulers,
    LeaderElector? elector,
    RunCancellation cancellation,
    IHostApplicationLifetime lifetime,
    ExitStatus exit,
    TimeProvider clock,
    ILogger<RoleRunner> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var always = new Stack<IRoleComponent>();
        try
        {
            await Task.Yield();
            await StartAsync(components.Where(c => !c.NeedsLeadership), always, stoppingToken);
            if (elector is null)
            {
                await WorkAsync(stoppingToken);
            }
            else if (await elector.LeadAsync(WorkAsync, stoppingToken) == LeadershipEnd.Lost)
            {
                logger.LeaseLost();
                exit.Fail(ExitCodes.LeaseLost);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop while waiting or starting.
        }
        catch (Exception e)
        {
            logger.StartFailed(e, e.Message);
            exit.Fail(ExitCodes.Failure);
        }
        finally
        {
            await StopAsync(always);
            lifetime.StopApplication();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var started = new Stack<IRoleComponent>();
        var scheduler = await schedulers.GetScheduler(CancellationToken.None);
        try
        {
            await StartAsync(components.Where(c => c.NeedsLeadership), started, cancellationToken);
            await ScheduleAsync(scheduler, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            // A run in flight is waited for, so that what it has begun is finished and saved.
            cancellation.Begin();
            await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
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

    private async Task ScheduleAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        foreach (var component in components)
        {
            if (component.Periodic is not { } work)
            {
                continue;
            }

            var job = JobBuilder.Create<PeriodicJob>().WithIdentity(component.Name).UsingJobData(PeriodicJob.ComponentKey, component.Name).Build();
            var trigger = TriggerBuilder.Create()
                .WithIdentity(component.Name)
                .StartAt(clock.GetUtcNow() + work.Interval)
                .WithSimpleSchedule(s => s.WithInterval(work.Interval).RepeatForever())
                .Build();
            await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
        }

        await scheduler.Start(cancellationToken);
    }

    private async Task StopAsync(Stack<IRoleComponent> started)
    {
        foreach (var component in started)
        {
            try
            {
                await component.StopAsync();
                logger.ComponentStopped(component.Name);
            }
            catch (Exception e)
            {
                logger.StopFailed(e, component.Name);
                exit.Fail(ExitCodes.Failure);
            }
        }
    }
}
