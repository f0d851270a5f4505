using Quartz;

namespace Vpa.Host.Roles;

/// <summary>The timer that the periodic work of the components runs by (R149). Not made where nothing is periodic: the scheduler alone takes 6 MiB.</summary>
internal sealed class WorkTimer(IScheduler scheduler, IReadOnlyList<IRoleComponent> components, TimeProvider clock)
{
    /// <summary>Registers what the timer is made of.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddQuartz(_ => { });
        services.AddTransient<PeriodicJob>();
    }

    /// <summary>Makes the timer of registered services.</summary>
    public static async Task<WorkTimer> OfAsync(IServiceProvider services, IReadOnlyList<IRoleComponent> components, TimeProvider clock) =>
        new(await services.GetRequiredService<ISchedulerFactory>().GetScheduler(CancellationToken.None), components, clock);

    /// <summary>Schedules all work and starts.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
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
                .StartAt(clock.GetUtcNow() + (work.StartsAtOnce ? TimeSpan.Zero : work.Interval))
                .WithSimpleSchedule(s => s.WithInterval(work.Interval).RepeatForever())
                .Build();
            await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
        }

        await scheduler.Start(cancellationToken);
    }

    /// <summary>Starts no more work, and waits for what runs.</summary>
    public async Task StopAsync() => await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
}
