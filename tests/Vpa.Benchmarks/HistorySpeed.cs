using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Domain.Usage;
using Vpa.Storage;

namespace Vpa.Benchmarks;

/// <summary>
/// Measures the history file: opening and loading 100,000 histories, saving 10,000 of them, and its size over 30 simulated days of churn.
/// <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- history</c>; fails above a budget.
/// </summary>
internal static class HistorySpeed
{
    public const string Mode = "history";

    /// <summary>The part that runs in a process of its own, so that its memory can be told.</summary>
    public const string LoadMode = "history-load";

    private const int Histories = 100_000;
    private const int Dirty = 10_000;
    private const double BudgetMiB = 250;
    private const double FileBudgetMiB = 150;
    private static readonly TimeSpan LoadBudget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan SaveBudget = TimeSpan.FromSeconds(1.5);

    public static async Task<int> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("vpa-history-speed-").FullName;
        try
        {
            await FillAsync(directory);
            var isGood = await BenchmarkProcess.RunAsync(LoadMode, directory) == 0;
            isGood &= await SaveAsync(directory);
            isGood &= ReportFile(directory, "100,000 histories");
            return isGood & await HistoryChurn.RunAsync() ? 0 : 1;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Opens and loads a history into aggregates, as the recommender does, and tells time and peak memory.</summary>
    public static async Task<int> LoadAsync(string directory)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var store = Open(directory);
        var (count, elapsed) = await LoadAggregatesAsync(store, started);
        var peak = ResidentMemory.PeakMiB();
        Console.WriteLine($"{Environment.CpuUsage.TotalTime.TotalSeconds:0.00} s CPU of the process; {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0} MiB on the managed heap after collection");
        Console.WriteLine($"opened and loaded {count} histories in {elapsed.TotalSeconds:0.00} s (budget {LoadBudget.TotalSeconds} s), peak {peak:0} MiB (budget {BudgetMiB} MiB)");
        return count == Histories && elapsed <= LoadBudget && peak <= BudgetMiB ? 0 : 1;
    }

    private static async Task<(int Count, TimeSpan Elapsed)> LoadAggregatesAsync(LiteDbAggregateStore store, long started)
    {
        var book = new Dictionary<AggregateKey, ContainerAggregate>();
        foreach (var snapshot in (await store.LoadAsync(CancellationToken.None)).Aggregates)
        {
            book.Add(snapshot.Key, ContainerAggregate.FromSnapshot(snapshot, AggregationOptions.Default));
        }

        return (book.Count, TimeProvider.System.GetElapsedTime(started));
    }

    private static LiteDbAggregateStore Open(string directory) =>
        LiteDbAggregateStore.Open(directory, TimeProvider.System, NullLogger<LiteDbAggregateStore>.Instance);

    private static async Task FillAsync(string directory)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var store = Open(directory);
        await store.LoadAsync(CancellationToken.None);
        foreach (var chunk in Enumerable.Range(0, Histories).Chunk(Dirty))
        {
            await store.SaveAsync([.. chunk.Select(n => SimulatedHistory.Of(n, days: 8))], [], CancellationToken.None);
        }

        Console.WriteLine($"filled in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    private static async Task<bool> SaveAsync(string directory)
    {
        await using var store = Open(directory);
        await store.LoadAsync(CancellationToken.None);
        var isGood = true;
        for (var round = 0; round < 3; round++)
        {
            var dirty = Enumerable.Range(0, Dirty).Select(n => SimulatedHistory.Of(n * (Histories / Dirty), days: 8, salt: round + 1)).ToList();
            var started = TimeProvider.System.GetTimestamp();
            var save = store.SaveAsync(dirty, [], CancellationToken.None);
            var handedOver = TimeProvider.System.GetElapsedTime(started);
            await save;
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            Console.WriteLine($"saved {Dirty} of {Histories} histories in {elapsed.TotalSeconds:0.00} s{(round == 0 ? ", the first time" : "")} (budget {SaveBudget.TotalSeconds} s); the cycle was held up for {handedOver.TotalMilliseconds:0.0} ms");

            // In the first one methods are still being compiled.
            isGood &= round == 0 || elapsed <= SaveBudget;
        }

        return isGood;
    }

    private static bool ReportFile(string directory, string what)
    {
        var (data, mirror) = (SizeMiB(directory, "vpa-history.db"), SizeMiB(directory, "vpa-history.mirror"));
        Console.WriteLine($"{what}: data file {data:0.0} MiB (budget {FileBudgetMiB} MiB), second copy {mirror:0.0} MiB");
        return data <= FileBudgetMiB;
    }

    private static double SizeMiB(string directory, string name) => new FileInfo(Path.Combine(directory, name)).Length / 1048576.0;
}
