using Quartz;

namespace Vpa.Host.Roles;

/// <summary>Runs one component's periodic work.</summary>
/// <param name="components">The components of this process.</param>
/// <param name="cancellation">Ends runs that a signal finds too long.</param>
[DisallowConcurrentExecution]
internal sealed class PeriodicJob(IEnumerable<IRoleComponent> components, RunCancellation cancellation) : IJob
{
    /// <summary>The key of the job data that names the component.</summary>
    public const string ComponentKey = "component";

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.MergedJobDataMap.GetString(ComponentKey);
        await components.First(c => c.Name == name).Periodic!.RunOnceAsync(cancellation.Token);
    }
}
