using Vpa.Benchmarks.Admitting;
using Vpa.Benchmarks.PodCache;
using Vpa.Benchmarks.Recommending;
using Vpa.Benchmarks.Updating;

namespace Vpa.Benchmarks;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [PodCacheMemory.Mode, .. var rest]:
                return await PodCacheMemory.RunAsync(rest.Length > 0 ? int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture) : PodCacheMemory.DefaultPods);
            case [PodCacheServer.Mode, var pods]:
                return await PodCacheServer.RunAsync(int.Parse(pods, System.Globalization.CultureInfo.InvariantCulture));
            case [HistorySpeed.Mode]:
                return await HistorySpeed.RunAsync();
            case [HistorySpeed.LoadMode, var directory]:
                return await HistorySpeed.LoadAsync(directory);
            case [RecommenderCycleTime.Mode]:
                return await RecommenderCycleTime.RunAsync();
            case [RecommenderChurn.Mode]:
                return await RecommenderChurn.RunAsync();
            case [RecommenderLoad.Mode, .. var flags]:
                return await RecommenderLoad.RunAsync(flags);
            case [IdleUpdaterRun.Mode]:
                return await IdleUpdaterRun.RunAsync();
            case [UpdaterEvictions.Mode, .. var flags]:
                return await UpdaterEvictions.RunAsync(flags);
            case [AdmissionLoad.Mode, .. var requests]:
                return await AdmissionLoad.RunAsync(requests);
            case [AdmissionReviewTime.Mode]:
                return await AdmissionReviewTime.RunAsync();
            case [AdmissionSoak.Mode, .. var minutes]:
                return await AdmissionSoak.RunAsync(minutes);
            case [ReviewFuzz.Mode, .. var inputs]:
                return ReviewFuzz.Run(inputs);
            default:
                BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                return 0;
        }
    }
}
