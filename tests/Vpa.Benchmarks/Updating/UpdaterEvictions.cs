using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;

namespace Vpa.Benchmarks.Updating;

/// <summary>
/// Measures a run of the updater, with default rates and the rights of its ServiceAccount, that evicts 2,000 pods of 1,000 VPAs on a real API server.
/// <c>KUBEBUILDER_ASSETS=... dotnet run -c Release --project tests/Vpa.Benchmarks -- updater-evictions [more flags of the updater]</c>; fails above the budget.
/// </summary>
internal static class UpdaterEvictions
{
    public const string Mode = "updater-evictions";

    private const string Namespace = "evictions";
    private const int Vpas = 1000;
    private const int PodsPerVpa = 2;
    private const double BudgetMiB = 130;
    private static readonly TimeSpan WallBudget = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CpuBudget = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Longer than any run here, so that there is exactly one; it also is the time until the first.</summary>
    private const string Interval = "40s";

    /// <summary>Enough to start and fill the caches.</summary>
    private static readonly TimeSpan BeforeTheRun = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] flags)
    {
        var (binaries, whyNot) = ControlPlaneBinaries.Find();
        if (binaries is null)
        {
            Console.Error.WriteLine(whyNot);
            return 2;
        }

        var files = ControlPlaneFiles.Write(Directory.CreateTempSubdirectory("vpa-evictions-").FullName);
        try
        {
            // Pods need a ServiceAccount; whatever else a controller would do to them stays out of the figures.
            await using var servers = await ControlPlaneServers.StartAsync(binaries, files, "serviceaccount,serviceaccount-token");
            using var api = new ApiClient(servers.Address, files.CaPem, files.AdminToken);
            var cluster = new RealCluster(servers.Address, files, await ServerFacts.DiscoverAsync(api));
            await Installation.InstallAsync(cluster);
            await Installation.CreateNamespaceAsync(cluster, Namespace);
            var workloads = new UnderprovisionedWorkloads(api, Namespace);
            await workloads.CreateAsync(Vpas, PodsPerVpa);
            var token = await cluster.IssueServiceAccountTokenAsync("kube-system", "vpa-updater");
            return await MeasureAsync(workloads, Kubeconfig.Write(cluster, "vpa-updater", token), files.Folder, flags);
        }
        finally
        {
            Directory.Delete(files.Folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(UnderprovisionedWorkloads workloads, string kubeconfig, string folder, string[] flags)
    {
        await using var updater = MeasuredUpdater.Start(
            kubeconfig, folder,
            [$"--updater-interval={Interval}", "--eviction-tolerance=1", "--use-admission-controller-status=false", "--v=1", .. flags]);
        await Task.Delay(BeforeTheRun, TimeProvider.System);
        var (idleCpu, idleMiB) = (updater.Cpu, updater.ResidentMiB);
        Console.WriteLine($"before the run: {idleCpu.TotalSeconds:0.00} s CPU since the start, {idleMiB:0.0} MiB resident");
        await updater.EndOfRunAsync(Patience);
        var (cpu, peak) = (updater.Cpu, updater.PeakMiB);
        var wall = TimeSpan.FromSeconds(await updater.SumAsync("vpa_updater_execution_latency_seconds_sum", "total"));
        var evicted = await updater.SumAsync("vpa_updater_evicted_pods_total");
        var failed = await updater.SumAsync("vpa_updater_failed_eviction_attempts_total");
        var left = await workloads.CountLivePodsAsync();
        Console.WriteLine($"evicted {evicted}, failed {failed}, left {left}");
        Console.WriteLine($"wall {wall.TotalSeconds:0.0} s (budget {WallBudget.TotalSeconds:0}), CPU of the run {(cpu - idleCpu).TotalSeconds:0.00} s, "
            + $"CPU since the start {cpu.TotalSeconds:0.00} s (budget {CpuBudget.TotalSeconds:0}), peak {peak:0.0} MiB (budget {BudgetMiB:0})");
        return wall <= WallBudget && cpu <= CpuBudget && peak <= BudgetMiB && (evicted, left) == (Vpas * PodsPerVpa, 0) ? 0 : 1;
    }
}
