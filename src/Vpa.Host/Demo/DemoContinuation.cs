namespace Vpa.Host.Demo;

/// <summary>Goes on with the demo's cluster in real time until the user has enough.</summary>
internal sealed class DemoContinuation(DemoCluster cluster, TextWriter output)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Says how kubectl reaches the cluster, and runs it until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync("The cluster keeps running, now in real time; the roles work every minute. In another terminal:");
        await output.WriteLineAsync();
        await output.WriteLineAsync($"  export KUBECONFIG={cluster.KubeconfigPath}");
        await output.WriteLineAsync("  kubectl get vpa --namespace demo");
        await output.WriteLineAsync("  kubectl describe vpa --namespace demo too-small");
        await output.WriteLineAsync();
        await output.WriteLineAsync("Ctrl-C ends it.");
        await GoOnAsync(cancellationToken);
    }

    private async Task GoOnAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        var nextRun = cluster.Now + DemoCommand.Interval;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var passed = TimeProvider.System.GetUtcNow() - cluster.Now;
            if (passed <= TimeSpan.Zero)
            {
                continue; // the wall clock was set back
            }

            if (cluster.Now + passed >= nextRun)
            {
                nextRun += DemoCommand.Interval;
                await cluster.StepAsync(passed, cancellationToken);
            }
            else
            {
                await cluster.SettleAfterAsync(passed, cancellationToken);
            }
        }
    }
}
