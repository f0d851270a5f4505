using System.Globalization;
using Spectre.Console;
using Vpa.Domain.Quantities;

namespace Vpa.Host.Demo;

/// <summary>The demo's table: one row a workload.</summary>
internal static class DemoTable
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Draws the workloads.</summary>
    public static Table Draw(IReadOnlyList<WorkloadView> workloads, TimeSpan elapsed)
    {
        var table = new Table().Title($"After {Clock(elapsed)} of simulated time");
        foreach (var column in new[] { "Deployment", "Pods", "CPU request", "usage", "target", "Memory request", "usage", "target", "What was done" })
        {
            table.AddColumn(new TableColumn(column) { NoWrap = column != "What was done" });
        }

        foreach (var workload in workloads)
        {
            table.AddRow(
                workload.Name,
                workload.RunningPods.ToString(CultureInfo.InvariantCulture),
                All(workload.Requests, Cpu),
                One(workload.Usage, Cpu),
                One(workload.Target, Cpu),
                All(workload.Requests, Memory),
                One(workload.Usage, Memory),
                One(workload.Target, Memory),
                workload.Done);
        }

        return table;
    }

    /// <summary>Simulated time as hours and minutes.</summary>
    public static string Clock(TimeSpan elapsed) => $"{(int)elapsed.TotalHours:00}:{elapsed.Minutes:00}";

    /// <summary>A CPU amount for people.</summary>
    public static string Cpu(ResourceList amounts) => amounts.Find(ResourceNames.Cpu)?.ToString() ?? "-";

    /// <summary>A memory amount for people, in mebibytes.</summary>
    public static string Memory(ResourceList amounts) => amounts.Find(ResourceNames.Memory) is { } memory
        ? (memory.Value / Mebibyte).ToString("0", CultureInfo.InvariantCulture) + "Mi"
        : "-";

    private static string One(ResourceList? amounts, Func<ResourceList, string> print) => amounts is null ? "-" : print(amounts);

    private static string All(IReadOnlyList<ResourceList> requests, Func<ResourceList, string> print) => string.Join(", ", requests.Select(print).Distinct(StringComparer.Ordinal));
}
