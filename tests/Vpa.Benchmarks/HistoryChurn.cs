using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Usage;
using Vpa.Storage;

namespace Vpa.Benchmarks;

/// <summary>The size of the files over 30 simulated days in which workloads come and, after the retention of 8 days, go.</summary>
internal static class HistoryChurn
{
    private const int Days = 30;
    private const int RetentionDays = 8;
    private const int NewPerDay = 1_000;
    private const int SavesPerDay = 12;

    /// <summary>Runs it; false when the files go on growing after the retention.</summary>
    public static async Task<bool> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("vpa-history-churn-").FullName;
        try
        {
            await using var store = LiteDbAggregateStore.Open(directory, TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);
            await store.LoadAsync(CancellationToken.None);
            var (settled, greatest) = (0L, 0L);
            for (var day = 0; day < Days; day++)
            {
                await RunDayAsync(store, day);
                var size = Directory.GetFiles(directory).Sum(f => new FileInfo(f).Length);
                settled = day == RetentionDays + 2 ? size : settled;
                greatest = Math.Max(greatest, size);
                Console.WriteLine($"day {day + 1,2}: {Math.Min(day + 1, RetentionDays) * NewPerDay} histories, all files {size / 1048576.0:0.0} MiB");
            }

            Console.WriteLine($"greatest {greatest / 1048576.0:0.0} MiB, {greatest / (double)settled:0.00} times the size after {RetentionDays + 3} days (budget 1.5)");
            return greatest <= settled * 1.5;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task RunDayAsync(LiteDbAggregateStore store, int day)
    {
        AggregateKey[] expired = day < RetentionDays ? [] : [.. Enumerable.Range((day - RetentionDays) * NewPerDay, NewPerDay).Select(SimulatedHistory.Key)];
        for (var save = 0; save < SavesPerDay; save++)
        {
            // The day's own workloads change in every save, the older ones no more.
            var changed = Enumerable.Range(day * NewPerDay, NewPerDay).Select(n => SimulatedHistory.Of(n, days: 1 + (save / 2), salt: save)).ToList();
            await store.SaveAsync(changed, save == 0 ? expired : [], CancellationToken.None);
        }
    }
}
