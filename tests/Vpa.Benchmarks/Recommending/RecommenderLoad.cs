using System.Globalization;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.Connection;
using Vpa.Simulation.Metrics;

namespace Vpa.Benchmarks.Recommending;

/// <summary>
/// Measures the recommender, with the rights of its ServiceAccount, over 1,000 VPAs, 5,000 pods and 10,000 containers on a real API server, every
/// status and history written in every cycle.
/// <c>KUBEBUILDER_ASSETS=... dotnet run -c Release --project tests/Vpa.Benchmarks -- recommender-load [cycles] [more flags of the recommender]</c>; fails above
/// the budget.
/// </summary>
internal static class RecommenderLoad
{
    public const string Mode = "recommender-load";

    private const string Namespace = "load";
    private const string Total = "step=\"total\"";
    private const int Vpas = 1000;
    private const int PodsPerVpa = 5;
    private const int DefaultCycles = 6;
    private const double BudgetMiB = 220;
    private static readonly TimeSpan CpuBudget = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan StartBudget = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] flags)
    {
        var (binaries, whyNot) = ControlPlaneBinaries.Find();
        if (binaries is null)
        {
            Console.Error.WriteLine(whyNot);
            return 2;
        }

        var files = ControlPlaneFiles.Write(Directory.CreateTempSubdirectory("vpa-load-").FullName);
        try
        {
            // Pods need a ServiceAccount; whatever else a controller would do to them stays out of the figures.
            await using var servers = await ControlPlaneServers.StartAsync(binaries, files, "serviceaccount,serviceaccount-token");
            using var api = new ApiClient(servers.Address, files.CaPem, files.AdminToken);
            var cluster = new RealCluster(servers.Address, files, await ServerFacts.DiscoverAsync(api));
            return await WithMetricsAsync(cluster, api, files.Folder, flags);
        }
        finally
        {
            Directory.Delete(files.Folder, recursive: true);
        }
    }

    private static async Task<int> WithMetricsAsync(RealCluster cluster, ApiClient api, string folder, string[] flags)
    {
        await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        var workloads = new MeasuredWorkloads(api, Namespace);
        await workloads.CreateAsync(Vpas, PodsPerVpa);
        await workloads.CreateAutoscalersAsync(Vpas);
        using var connection = ApiConnection.WithToken(cluster.Address, cluster.CaPem, cluster.AdminToken);
        await using var metrics = await MetricsServer.StartAsync(connection, new() { Resolution = Resolution }, CancellationToken.None);
        await metrics.RegisterAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var scraping = metrics.RunAsync(stop.Token);
        await Polling.UntilAsync("the pods' metrics", Patience, async cancel =>
        {
            var list = await api.GetAsync($"/apis/metrics.k8s.io/v1beta1/namespaces/{Namespace}/pods", cancel);
            return list["items"]!.AsArray().Count == Vpas * PodsPerVpa ? null : $"{list["items"]!.AsArray().Count} pods have some";
        });
        var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-recommender");
        var code = await MeasureAsync(workloads, Kubeconfig.Write(cluster, "vpa-recommender", token), folder, flags);
        await stop.CancelAsync();
        await scraping;
        return code;
    }

    private static async Task<int> MeasureAsync(MeasuredWorkloads workloads, string kubeconfig, string folder, string[] arguments)
    {
        var (cycles, flags) = arguments is [var number, .. var rest] && int.TryParse(number, CultureInfo.InvariantCulture, out var many) ? (many, rest) : (DefaultCycles, arguments);
        var started = TimeProvider.System.GetTimestamp();
        await using var recommender = MeasuredRole.Start(
            "recommender", kubeconfig, folder, ["--recommender-interval=30s", $"--history-path={Path.Combine(folder, "history")}", "--v=2", .. flags]);
        await Polling.UntilAsync("every VPA to be recommended", Patience, async _ =>
            await workloads.CountRecommendedAsync() is var count && count == Vpas ? null : $"{count} are\n{recommender.Tail}");
        var start = TimeProvider.System.GetElapsedTime(started);
        Console.WriteLine($"every VPA recommended {start.TotalSeconds:0.0} s after the start (budget {StartBudget.TotalSeconds:0})");
        var first = await EndOfCycleAsync(recommender, 1);
        var (before, histories) = (first, 0.0);
        for (var cycle = 2; cycle <= cycles; cycle++)
        {
            var wall = await recommender.SumAsync("vpa_recommender_execution_latency_seconds_sum", Total);
            var after = await EndOfCycleAsync(recommender, cycle);
            wall = await recommender.SumAsync("vpa_recommender_execution_latency_seconds_sum", Total) - wall;
            histories = await recommender.SumAsync("vpa_recommender_aggregate_container_states_count");
            Console.WriteLine(
                $"cycle {cycle}: {(after - before).TotalSeconds:0.00} s CPU, {wall:0.0} s wall, {histories:0} histories, {recommender.ResidentMiB:0.0} MiB resident, "
                + $"{await recommender.SumAsync("dotnet_gc_last_collection_heap_size_bytes") / 1048576:0.0} MiB of it managed");
            before = after;
        }

        var average = (before - first) / (cycles - 1);
        Console.WriteLine($"on average {average.TotalSeconds:0.00} s CPU an interval (budget {CpuBudget.TotalSeconds:0.0}), peak {recommender.PeakMiB:0.0} MiB (budget {BudgetMiB:0})");
        return start <= StartBudget && average <= CpuBudget && recommender.PeakMiB <= BudgetMiB && histories == 2 * Vpas ? 0 : 1;
    }

    /// <summary>The CPU time used when a cycle has ended.</summary>
    private static async Task<TimeSpan> EndOfCycleAsync(MeasuredRole recommender, int cycle)
    {
        await Polling.UntilAsync($"cycle {cycle}", Patience, async cancel =>
        {
            // Scrapes cost the recommender time too; Prometheus comes twice a minute.
            await Task.Delay(ScrapeInterval, TimeProvider.System, cancel);
            return await recommender.SumAsync("vpa_recommender_execution_latency_seconds_count", Total) >= cycle ? null : recommender.Tail;
        });
        return recommender.Cpu;
    }
}
