using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;
using Vpa.Storage.Exchange;
using Vpa.Storage.Offline;

namespace Vpa.Host.History;

/// <summary>What <c>vpa history</c> changes in a history that nobody else uses.</summary>
internal sealed class HistoryChanges(HistoryToolFlags flags, TextWriter output, TimeProvider time)
{
    /// <summary><c>vpa history import</c>.</summary>
    public async Task<int> ImportAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var source = values.Of(flags.Source);
        var histories = await ReadAsync(source, cancellationToken);
        var path = values.Of(flags.HistoryPath);
        var done = await new HistoryFiles(path, time).ImportAsync(histories, values.Of(flags.KeepExisting));
        await output.WriteLineAsync($"Imported into {path}: {done.Added} histories added, {done.Replaced} replaced, {done.Kept} left as they were.");
        return ExitCodes.Success;
    }

    /// <summary><c>vpa history compact</c>.</summary>
    public async Task<int> CompactAsync(FlagValues values, CancellationToken cancellationToken)
    {
        var path = values.Of(flags.HistoryPath);
        var done = new HistoryFiles(path, time).Compact();
        await output.WriteLineAsync($"Compacted {path}: {HistoryText.Size(done.BytesBefore)} before, {HistoryText.Size(done.BytesAfter)} now, {done.Histories} histories.");
        return ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<AggregateSnapshot>> ReadAsync(string source, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = source == "-" ? Console.OpenStandardInput() : new FileStream(source, FileMode.Open, FileAccess.Read);
            return await HistoryExchange.ReadAsync(stream, cancellationToken);
        }
        catch (HistoryFormatException e)
        {
            throw new InvalidDataException($"{(source == "-" ? "standard input" : source)} is not imported: {e.Message}", e);
        }
    }
}
