using System.Diagnostics;
using Xunit.Abstractions;

namespace Vpa.Kubernetes.Tests.Caching;

/// <summary>The budget of memory for 5,000 pods, measured by the benchmark in a process of its own: other tests would disturb it.</summary>
public sealed class PodCacheMemoryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Five_thousand_pods_are_cached_within_the_budget()
    {
        // Beside this project's output: the build makes it, but its assemblies do not belong among these.
        var program = Path.Combine(AppContext.BaseDirectory.Replace("Vpa.Kubernetes.Tests", "Vpa.Benchmarks", StringComparison.Ordinal), "Vpa.Benchmarks.dll");
        Assert.True(File.Exists(program), $"{program} is not there");
        using var benchmark = Process.Start(new ProcessStartInfo("dotnet", [program, "pod-cache-memory", "5000"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(Patience);
        var errors = benchmark.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            var report = await benchmark.StandardOutput.ReadToEndAsync(patience.Token);
            await benchmark.WaitForExitAsync(patience.Token);
            output.WriteLine(report);
            Assert.Contains("MiB over the idle process at its peak, budget 60.0 MiB", report, StringComparison.Ordinal);
            Assert.True(benchmark.ExitCode == 0, $"exit code {benchmark.ExitCode}\n{report}{await errors}");
        }
        finally
        {
            // A no-op after an ordinary end; otherwise its server must not be left behind.
            benchmark.Kill(entireProcessTree: true);
        }
    }
}
