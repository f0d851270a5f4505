using System.Diagnostics;

namespace Vpa.Benchmarks;

/// <summary>Runs a part of a benchmark in a process of its own, under the runtime settings of the program, which this one has too.</summary>
internal static class BenchmarkProcess
{
    /// <summary>Runs it to its end and gives its exit code.</summary>
    public static async Task<int> RunAsync(params string[] arguments)
    {
        string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(BenchmarkProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. host, .. arguments]) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
