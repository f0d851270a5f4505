using Quartz;

namespace Vpa.Host.Roles;

/// <summary>Runs one component's periodic work.</summary>
/// <param name="components">The components of this process.</param>
[DisallowConcurrentExecution]
internal sealed class PeriodicJob(IReadOnlyList<IRoleComponent> components) : IJob
{
    /// <summary>The key of the job data that names the component.</summary>
    public const string ComponentKey = "component";

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.MergedJobDataMap.GetString(ComponentKey);
        // A job is made only for a component that has periodic work; if it were not found, silence would hide that nothing runs.
        var component = components.Single(c => c.Name == name);
        await component.Periodic!.RunOnceAsync(cancellationToken);
    }
}
