using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Kubernetes.Caching;
using Vpa.Kubernetes.Client;

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
        var idle = ResidentMiB();
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. HostArguments(), PodCacheServer.Mode, $"{pods}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            var kubeconfig = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
            using var api = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "benchmark", QueriesPerSecond = 0 }, TimeProvider.System);
            var caches = await ClusterCaches.CreateAsync(api, new() { PodFieldSelector = ClusterCachesOptions.RecommenderPods }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
            Report("idle process", idle, 0);
            Report("connected, nothing listed", ResidentMiB(), idle);
            using var stop = new CancellationTokenSource();
            var started = TimeProvider.System.GetTimestamp();
            var running = caches.RunAsync(stop.Token);
            await caches.Pods!.WaitForSyncAsync(CancellationToken.None);
            Console.WriteLine($"listed {caches.Pods.Count} pods in {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms");
            Report("listed", ResidentMiB(), idle);
            await server.StandardInput.WriteLineAsync("touch");
            var version = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");
            await caches.Pods.WaitForVersionAsync(version, CancellationToken.None);
            Report("each pod changed once by watch", ResidentMiB(), idle);
            Report("peak", PeakMiB(), idle);
            Console.WriteLine($"managed heap after collection: {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0.0} MiB");
            await stop.CancelAsync();
            await running;
            var over = PeakMiB() - idle;
            var budget = BudgetMiB * Math.Max(1, pods / (double)DefaultPods);
            Console.WriteLine($"{over:0.0} MiB over the idle process, budget {budget:0.0} MiB");
            return over <= budget ? 0 : 1;
        }
        finally
        {
            server.StandardInput.Close(); // ends the server
            await server.WaitForExitAsync();
        }
    }

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
