using System.Text;
using Vpa.Domain.Usage;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using Vpa.Recommender.Ports;
using Vpa.Storage.Exchange;
using Vpa.Storage.Offline;

namespace Vpa.Host.History;

/// <summary>What <c>vpa history</c> tells of a history, from a copy of it.</summary>
internal sealed class HistoryReports(HistoryToolFlags flags, TextWriter output, TimeProvider time)
{
    /// <summary><c>vpa history list</c>.</summary>
    public async Task<int> ListAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var inspection = Inspect(values);
        var histories = OfNamespace(inspection, values);
        await output.WriteAsync(values.Of(flags.Output) == OutputFormat.Json
            ? HistoryJson.List(histories)
            : HistoryText.List(histories, inspection.DataPath, time.GetUtcNow()));
        return Conclude(inspection);
    }

    /// <summary><c>vpa history show</c>.</summary>
    public async Task<int> ShowAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var inspection = Inspect(values);
        var wanted = values.Of(flags.Workload).Split('/');
        if (wanted.Length is not (3 or 4))
        {
            throw new UsageException([$"'{values.Of(flags.Workload)}' is not namespace/kind/name or namespace/kind/name/container"]);
        }

        var found = inspection.Histories.Where(h => IsWanted(h.Key, wanted)).ToList();
        if (found.Count == 0)
        {
            throw new UsageException([$"{inspection.DataPath} has no history of {values.Of(flags.Workload)}; 'vpa history list' shows what it has"]);
        }

        if (values.Of(flags.Output) == OutputFormat.Json)
        {
            HistoryExchange.Write(output, found, time.GetUtcNow());
        }
        else
        {
            await output.WriteAsync(HistoryText.Show(found, time.GetUtcNow()));
        }

        return Conclude(inspection);
    }

    /// <summary><c>vpa history check</c>.</summary>
    public async Task<int> CheckAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var inspection = Inspect(values);
        await output.WriteAsync(values.Of(flags.Output) == OutputFormat.Json ? HistoryJson.Check(inspection) : HistoryText.Check(inspection));
        return inspection.IsSound ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <summary><c>vpa history export</c>.</summary>
    public async Task<int> ExportAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var inspection = Inspect(values);
        var histories = OfNamespace(inspection, values);
        var file = values.Of(flags.File);
        if (file == "-")
        {
            HistoryExchange.Write(output, histories, time.GetUtcNow());
            return Conclude(inspection);
        }

        await using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
        {
            await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            HistoryExchange.Write(text, histories, time.GetUtcNow());
        }

        await output.WriteLineAsync($"Exported {histories.Count} histories to {file}.");
        return Conclude(inspection);
    }

    /// <summary>A report of a damaged history is not the whole truth: it says so, and the exit code does.</summary>
    private static int Conclude(HistoryInspection inspection)
    {
        if (inspection.Failure is null && inspection.Lost.Count == 0)
        {
            return ExitCodes.Success;
        }

        throw new InvalidDataException(
            $"{inspection.DataPath} is damaged, and this is what can be read of it ({inspection.Failure ?? $"{inspection.Lost.Count} histories are lost"}); see 'vpa history check'");
    }

    private static bool IsWanted(AggregateKey key, string[] wanted) =>
        key.Workload.Namespace == wanted[0]
        && key.Workload.Kind.Equals(wanted[1], StringComparison.OrdinalIgnoreCase)
        && key.Workload.Name == wanted[2]
        && (wanted.Length == 3 || key.Container == wanted[3]);

    private HistoryInspection Inspect(FlagValues values)
    {
        try
        {
            return new HistoryFiles(values.Of(flags.InspectedPath), time).Inspect(evenIfHeld: values.Of(flags.Copy));
        }
        catch (HistoryUnavailableException e) when (e.Fault == HistoryFault.InUse)
        {
            throw new IOException($"{e.Message}; --{flags.Copy.Name} reads a copy of it", e);
        }
    }

    private List<AggregateSnapshot> OfNamespace(HistoryInspection inspection, FlagValues values)
    {
        var wanted = values.Of(flags.Namespace);
        return [.. inspection.Histories.Where(h => wanted.Length == 0 || h.Key.Workload.Namespace == wanted)];
    }
}
