using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vpa.Host.Observability;

/// <summary>What Prometheus' client libraries show of a process, under their names, so that dashboards of upstream go on working (R163, U126).</summary>
internal sealed class ProcessMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Vpa.Host.Process";

    private const string OpenFiles = "/proc/self/fd";

    private readonly double _startedAt;

    /// <summary>Creates the instruments.</summary>
    public ProcessMetrics(IMeterFactory meters)
    {
        using var self = Process.GetCurrentProcess();
        _startedAt = new DateTimeOffset(self.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter(
            "process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, description: "Total user and system CPU time spent in seconds.");
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, description: "Resident memory size in bytes.");
        meter.CreateObservableGauge(
            "process_start_time_seconds", () => _startedAt, description: "Start time of the process since unix epoch in seconds.");
        if (Directory.Exists(OpenFiles))
        {
            meter.CreateObservableGauge(
                "process_open_fds", () => Directory.EnumerateFileSystemEntries(OpenFiles).Count(), description: "Number of open file descriptors.");
        }
    }
}
