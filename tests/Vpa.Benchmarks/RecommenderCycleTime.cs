using Vpa.Recommender.Tests.World;

namespace Vpa.Benchmarks;

/// <summary>
/// Measures the CPU time of a cycle over 10,000 containers, without requests and storage.
/// <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- recommender-cycle</c>; fails above the budget.
/// </summary>
internal static class RecommenderCycleTime
{
    public const string Mode = "recommender-cycle";

    private const int Turns = 10;

    /// <summary>The whole cycle with requests and storage has 1.5 s; this is the part without them.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.5);

    public static async Task<int> RunAsync()
    {
        await using var recommender = await Running.StartAsync(LargeCluster.Create());
        await recommender.TurnAsync();
        var before = Environment.CpuUsage.TotalTime;
        for (var turn = 0; turn < Turns; turn++)
        {
            await recommender.TurnAsync();
        }

        var perTurn = (Environment.CpuUsage.TotalTime - before) / Turns;
        Console.WriteLine($"{perTurn.TotalMilliseconds:0} ms CPU a cycle of {LargeCluster.Histories} histories, budget {Budget.TotalMilliseconds:0} ms");
        return perTurn <= Budget ? 0 : 1;
    }
}
