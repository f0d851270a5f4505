using System.Diagnostics;

namespace Vpa.Benchmarks;

/// <summary>Runs a part of a benchmark in a process of its own.</summary>
internal static class BenchmarkProcess
{
    /// <summary>Runs it to its end and gives its exit code.</summary>
    public static async Task<int> RunAsync(params string[] arguments)
    {
        string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(BenchmarkProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. host, .. arguments]) { UseShellExecute = false };

        // The runtime settings of the program itself.
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCgen0MaxBudget"] = "400000";
        start.Environment["DOTNET_GCRegionSize"] = "100000";
        start.Environment["DOTNET_GCConserveMemory"] = "7";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
