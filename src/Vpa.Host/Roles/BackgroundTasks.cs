using Vpa.Host.Logging;

namespace Vpa.Host.Roles;

/// <summary>Loops of a component that run beside its periodic work, ended together.</summary>
internal sealed class BackgroundTasks(RoleEnvironment environment, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _tasks = [];

    /// <summary>Starts a loop that runs until it is told to stop; an error that it lets out is a defect, and a process that is half dead is worse than one that starts again.</summary>
    public void Run(string name, Func<CancellationToken, Task> loop) => _tasks.Add(Task.Run(async () =>
    {
        try
        {
            await loop(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // An ordinary end.
        }
        catch (Exception e)
        {
            logger.BackgroundFailed(e, name);
            environment.Abandon();
        }
    }));

    /// <summary>Ends the loops and waits for them.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
