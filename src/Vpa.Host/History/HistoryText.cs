using System.Globalization;
using System.Text;
using Vpa.Domain.Usage;
using Vpa.Host.Demo;
using Vpa.Storage.Offline;

namespace Vpa.Host.History;

/// <summary>Histories for people.</summary>
internal static class HistoryText
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>One line a container.</summary>
    public static string List(IReadOnlyCollection<AggregateSnapshot> histories, string path, DateTimeOffset now)
    {
        if (histories.Count == 0)
        {
            return $"No histories in {path}.\n";
        }

        var lines = histories.Select(h =>
        {
            var view = HistoryView.Of(h);
            return string.Join('\t', h.Key.Workload.Namespace, h.Key.Workload.Kind, h.Key.Workload.Name, h.Key.Container, Number(h.SampleCount), Span(h), Ago(h.LastSample, now), Cpu(view.Cpu[1]), Memory(view.Memory[1]));
        });
        return AlignedText.Align(lines.Prepend("NAMESPACE\tKIND\tNAME\tCONTAINER\tSAMPLES\tSPAN\tLAST\tCPU P90\tMEMORY P90"));
    }

    /// <summary>Everything about some containers.</summary>
    public static string Show(IEnumerable<AggregateSnapshot> histories, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var history in histories)
        {
            var view = HistoryView.Of(history);
            text.Append(text.Length == 0 ? "" : "\n");
            text.Append(AlignedText.Align(
            [
                $"Workload:\t{history.Key.Workload.Kind} {history.Key.Workload.Namespace}/{history.Key.Workload.Name}",
                $"Container:\t{history.Key.Container}",
                $"Created:\t{At(history.CreatedAt)}, {Ago(history.CreatedAt, now)} ago",
                $"CPU samples:\t{Number(history.SampleCount)}{(history.FirstSample is null ? "" : $" from {At(history.FirstSample)} to {At(history.LastSample)}, the last {Ago(history.LastSample, now)} ago")}",
                $"Open memory windows:\t{Number(history.Windows.Length)}{string.Concat(history.Windows.Take(5).Select(w => $", {w.Pod} peaks at {Memory(Math.Max(w.MemoryPeak.Bytes, w.OutOfMemoryPeak.Bytes))}"))}",
            ]));
            text.Append("\nCPU in cores: ").Append(Percentiles(view.Cpu, Cpu)).Append(HistogramChart.Draw(view.CpuBuckets, Cpu));
            text.Append("\nMemory peaks: ").Append(Percentiles(view.Memory, Memory)).Append(HistogramChart.Draw(view.MemoryBuckets, Memory));
        }

        return text.ToString();
    }

    /// <summary>The result of a check.</summary>
    public static string Check(HistoryInspection inspection)
    {
        var text = new StringBuilder($"{inspection.DataPath}: {Number(inspection.Histories.Count)} histories\n");
        text.Append(AlignedText.Align(
        [
            $"  data file\t{Size(inspection.DataBytes)}\t{(inspection.Failure is { } failure ? "damaged: " + failure : "can be read to its end")}",
            $"  log\t{Size(inspection.LogBytes)}\t{(inspection.LogBytes == 0 ? "empty, as after every save" : "what was saved last, not yet in the data file")}",
            $"  second copy\t{Size(inspection.MirrorBytes)}\t{(inspection.DamagedMirrorBytes == 0 ? "sound" : $"{Number(inspection.DamagedMirrorBytes)} bytes are damaged")}",
        ]));
        Append(text, "only the second copy has, in their latest state", inspection.OnlyInMirror);
        Append(text, "are lost", inspection.Lost);
        return text.Append(inspection.IsSound
            ? "The history is sound.\n"
            : "The history is damaged. The recommender repairs it when it starts: it sets the damaged file aside and goes on with the histories counted above.\n").ToString();
    }

    /// <summary>A number of bytes.</summary>
    public static string Size(long bytes) => bytes < 1024 ? $"{bytes} B" : bytes < Mebibyte ? $"{bytes / 1024} KiB" : Invariant($"{bytes / Mebibyte:0.0} MiB");

    private static void Append(StringBuilder text, string what, IReadOnlyList<string> records)
    {
        const int Shown = 20;
        if (records.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{records.Count} histories {what}:\n");
            text.AppendJoin("", records.Take(Shown).Select(r => $"  {r}\n")).Append(records.Count > Shown ? $"  and {records.Count - Shown} more\n" : "");
        }
    }

    private static string Percentiles(double[] amounts, Func<double, string> print) =>
        $"50 % of the weight up to {print(amounts[0])}, 90 % up to {print(amounts[1])}, 95 % up to {print(amounts[2])}\n";

    private static string Cpu(double cores) => Invariant($"{cores:0.000}");

    private static string Memory(double bytes) => Invariant($"{bytes / Mebibyte:0.0}Mi");

    private static string At(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static string Ago(DateTimeOffset? at, DateTimeOffset now) => at is { } then ? HumanDuration.Of(now - then) : "-";

    private static string Span(AggregateSnapshot history) =>
        history is { FirstSample: { } first, LastSample: { } last } ? HumanDuration.Of(last - first) : "-";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
