using System.Diagnostics;

namespace Vpa.Benchmarks;

/// <summary>Runs a part of a benchmark in a process of its own.</summary>
internal static class BenchmarkProcess
{
    /// <summary>Runs it to its end and gives its exit code.</summary>
    public static async Task<int> RunAsync(params string[] arguments)
    {
        string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(BenchmarkProcess).Assembly.Location] : [];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. host, .. arguments]) { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
