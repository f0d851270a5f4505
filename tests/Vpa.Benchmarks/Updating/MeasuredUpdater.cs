using System.Globalization;
using Vpa.E2E.Tests.Processes;

namespace Vpa.Benchmarks.Updating;

/// <summary>The updater as a process of its own, with what the operating system and its metrics say of it.</summary>
internal sealed class MeasuredUpdater : IAsyncDisposable
{
    /// <summary>The unit of CPU times in /proc on Linux: USER_HZ is 100 on every architecture .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private readonly ChildProcess _process;
    private readonly Uri _metrics;
    private readonly HttpClient _http = new();

    private MeasuredUpdater(ChildProcess process, int port) => (_process, _metrics) = (process, new Uri($"http://127.0.0.1:{port}/metrics"));

    public string Tail => _process.Tail;

    /// <summary>CPU time of the process since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            // The command, in parentheses, may hold blanks; user and system time are the 12th and 13th fields after it.
            var text = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
    }

    public double ResidentMiB => StatusMiB("VmRSS:");

    public double PeakMiB => StatusMiB("VmHWM:");

    public static MeasuredUpdater Start(string kubeconfig, string folder, IEnumerable<string> flags)
    {
        var port = LoopbackPorts.Free(1)[0];
        string[] arguments = [.. VpaProgram.FirstArguments, "updater", $"--kubeconfig={kubeconfig}", $"--address=127.0.0.1:{port}", .. flags];
        return new(ChildProcess.Start("updater", VpaProgram.File, arguments, Path.Combine(folder, "updater.log")), port);
    }

    /// <summary>
    /// Waits until the first run has ended. It is asked seldom: a scrape shows thousands of series, and its cost would be taken for that of the run.
    /// </summary>
    public Task EndOfRunAsync(TimeSpan deadline) => Polling.UntilAsync("the end of the run", deadline, async cancel =>
    {
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, cancel);
        return await SumAsync("vpa_updater_execution_latency_seconds_count", "EvictPods") >= 1 ? null : Tail;
    });

    /// <summary>The sum of all series of a metric, those with certain labels.</summary>
    public async Task<double> SumAsync(string metric, string labels = "")
    {
        var text = await _http.GetStringAsync(_metrics);
        return text.Split('\n')
            .Where(l => l.StartsWith(metric + "{", StringComparison.Ordinal) && l.Contains(labels, StringComparison.Ordinal))
            .Sum(l => double.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private double StatusMiB(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }
}
