using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;
using Vpa.Testing;

namespace Vpa.Benchmarks.PodCache;

/// <summary>
/// Measures what listing and watching pods costs over the idle process: the server runs in a process of its own, the caches of the recommender in
/// this one. <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- pod-cache-memory 5000</c>; fails above the budget.
/// </summary>
internal static class PodCacheMemory
{
    public const string Mode = "pod-cache-memory";
    public const int DefaultPods = 5000;

    /// <summary>The budget for <see cref="DefaultPods"/> pods, in MiB.</summary>
    private const double BudgetMiB = 60;

    public static async Task<int> RunAsync(int pods)
    {
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. HostArguments(), PodCacheServer.Mode, $"{pods}"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            using var api = KubernetesApi.Connect(new() { KubeconfigPath = await AnswerAsync(server), Role = "benchmark", QueriesPerSecond = 0 }, TimeProvider.System);

            // The idle process is one that runs the same caches on a cluster without pods.
            var idle = await WatchingAsync(api, _ => Task.FromResult(ResidentMiB()));
            Report("idle: caches of an empty cluster", idle, idle);
            await server.StandardInput.WriteLineAsync("fill");
            await AnswerAsync(server);
            var over = await WatchingAsync(api, caches => MeasureAsync(caches, server, idle)) - idle;
            var budget = BudgetMiB * Math.Max(1, pods / (double)DefaultPods);
            Console.WriteLine($"{over:0.0} MiB over the idle process at its peak, budget {budget:0.0} MiB");
            return over <= budget ? 0 : 1;
        }
        finally
        {
            server.StandardInput.Close(); // ends the server
            await server.WaitForExitAsync();
        }
    }

    /// <summary>Lists, then sees each pod change, and gives the peak in MiB.</summary>
    private static async Task<double> MeasureAsync(ClusterCaches caches, Process server, double idle)
    {
        Report($"listed {caches.Pods!.Count} pods", ResidentMiB(), idle);
        await server.StandardInput.WriteLineAsync("touch");
        await caches.Pods.WaitForVersionAsync(await AnswerAsync(server), CancellationToken.None);
        Report("each pod changed once by watch", ResidentMiB(), idle);
        var peak = PeakMiB();
        Report("peak", peak, idle);
        Console.WriteLine($"managed heap after collection: {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0.0} MiB");
        return peak;
    }

    private static async Task<double> WatchingAsync(KubernetesApi api, Func<ClusterCaches, Task<double>> measure)
    {
        var caches = await ClusterCaches.CreateAsync(api, new() { PodFieldSelector = ClusterCachesOptions.RecommenderPods }, new OwnMeters(), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var started = TimeProvider.System.GetTimestamp();
        var running = caches.RunAsync(stop.Token);
        await caches.Pods!.WaitForSyncAsync(CancellationToken.None);
        Console.WriteLine($"listed {caches.Pods.Count} pods in {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms");
        var result = await measure(caches);
        await stop.CancelAsync();
        await running;
        return result;
    }

    private static async Task<string> AnswerAsync(Process server) => await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");

    private static string[] HostArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(PodCacheMemory).Assembly.Location] : [];

    private static void Report(string what, double residentMiB, double idleMiB) => Console.WriteLine($"{what,-32} {residentMiB,7:0.0} MiB (+{residentMiB - idleMiB:0.0})");

    private static double ResidentMiB() => StatusMiB("VmRSS:");

    private static double PeakMiB() => StatusMiB("VmHWM:");

    private static double StatusMiB(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), System.Globalization.CultureInfo.InvariantCulture) / 1024.0;
    }
}
