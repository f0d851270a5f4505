using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Updater;

namespace Vpa.Benchmarks.Updating;

/// <summary>
/// Measures the CPU time of a run of the updater that has nothing to do: 50,000 pods, all within the recommended range, of 10,000 VPAs.
/// <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- updater-idle-run</c>; fails above the budget.
/// </summary>
internal static class IdleUpdaterRun
{
    public const string Mode = "updater-idle-run";

    private const int Vpas = 10_000;
    private const int PodsPerVpa = 5;
    private const int Runs = 5;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync()
    {
        var cluster = new SettledCluster(Vpas, PodsPerVpa, TimeProvider.System.GetUtcNow());
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var run = new UpdaterRun(
            cluster.Ports, new UpdaterOptions(),
            services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), TimeProvider.System, NullLogger<UpdaterRun>.Instance);

        // The first run in a process is the one that is compiled; it has the same budget.
        var (worst, isComplete) = (TimeSpan.Zero, true);
        for (var i = 0; i <= Runs; i++)
        {
            var (before, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
            var outcome = await run.RunOnceAsync(CancellationToken.None);
            var used = Environment.CpuUsage.TotalTime - before;
            var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            Console.WriteLine($"run {i}: {outcome}, {used.TotalMilliseconds:0} ms CPU, {bytes / 1048576.0:0.0} MiB allocated, {cluster.Touched} pods touched");
            worst = used > worst ? used : worst;
            isComplete &= outcome == RunOutcome.Completed; // a run that is cut short costs nothing
        }

        Console.WriteLine($"{worst.TotalMilliseconds:0} ms CPU at most for a run over {Vpas} VPAs and {Vpas * PodsPerVpa} pods, budget {Budget.TotalMilliseconds:0} ms");
        return worst <= Budget && isComplete && cluster.Touched == 0 ? 0 : 1;
    }
}
