using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;

namespace Vpa.Storage.Exchange;

/// <summary>Histories as JSON: every bit of them, so that importing an export gives what was exported. One history a line.</summary>
public static class HistoryExchange
{
    private const string Format = "vpa-history";
    private const int Version = 1;

    /// <summary>Writes an export.</summary>
    public static void Write(TextWriter output, IEnumerable<AggregateSnapshot> histories, DateTimeOffset now)
    {
        var at = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"format\":\"{Format}\",\"version\":{Version},\"exportedAt\":\"{at}\",\"histories\":["));
        var separator = "\n";
        foreach (var history in histories)
        {
            output.Write(separator);
            output.Write(JsonSerializer.Serialize(ToExported(history), ExchangeJson.Default.ExportedHistory));
            separator = ",\n";
        }

        output.WriteLine("\n]}");
    }

    /// <summary>Reads an export and checks every history of it.</summary>
    /// <exception cref="HistoryFormatException">It is none, of a later version, or holds something that cannot be a history; the message says where.</exception>
    public static async Task<IReadOnlyList<AggregateSnapshot>> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        var export = await ParseAsync(input, cancellationToken);
        if (export.Format != Format)
        {
            throw new HistoryFormatException($"format is '{export.Format}', not '{Format}'");
        }

        if (export.Version is < 1 or > Version)
        {
            throw new HistoryFormatException($"version is {export.Version}; this program reads version {Version}");
        }

        var read = new Dictionary<AggregateKey, AggregateSnapshot>();
        for (var i = 0; i < export.Histories.Count; i++)
        {
            var snapshot = ToSnapshot(export.Histories[i], i);
            if (!read.TryAdd(snapshot.Key, snapshot))
            {
                throw new HistoryFormatException($"histories[{i}]: {snapshot.Key} is there twice");
            }
        }

        return [.. read.Values];
    }

    private static async Task<ExportedHistories> ParseAsync(Stream input, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(input, ExchangeJson.Default.ExportedHistories, cancellationToken)
                ?? throw new HistoryFormatException("it holds null instead of an export");
        }
        catch (JsonException e)
        {
            throw new HistoryFormatException($"it is no export of histories: {e.Message}", e);
        }
    }

    private static AggregateSnapshot ToSnapshot(ExportedHistory exported, int index)
    {
        var snapshot = new AggregateSnapshot
        {
            Key = new(new(exported.Namespace, exported.Kind, exported.Name), exported.Container),
            CreatedAt = exported.CreatedAt.ToUniversalTime(),
            FirstSample = exported.FirstSample?.ToUniversalTime(),
            LastSample = exported.LastSample?.ToUniversalTime(),
            SampleCount = exported.SampleCount,
            Cpu = ToSnapshot(exported.Cpu),
            Memory = ToSnapshot(exported.Memory),
            Windows = [.. (exported.Windows ?? []).Select(ToSnapshot)],
        };
        try
        {
            if (exported.Namespace.Length == 0 || exported.Kind.Length == 0 || exported.Name.Length == 0 || exported.Container.Length == 0)
            {
                throw new HistoryFormatException("namespace, kind, name and container must not be empty");
            }

            ContainerAggregate.FromSnapshot(snapshot, AggregationOptions.Default);
            return snapshot;
        }
        catch (HistoryFormatException e)
        {
            throw new HistoryFormatException($"histories[{index}] ({snapshot.Key}): {e.Message}", e);
        }
    }

    private static HistogramSnapshot ToSnapshot(ExportedHistogram exported) => new(
        exported.ReferenceTimestamp?.ToUniversalTime(), exported.FirstBucket, ImmutableArray.Create(exported.Weights), exported.TotalWeight);

    private static UsageWindowSnapshot ToSnapshot(ExportedWindow exported) => new(
        exported.Pod,
        exported.LastCpuSample?.ToUniversalTime(),
        exported.LastMemorySample?.ToUniversalTime(),
        exported.WindowEnd?.ToUniversalTime(),
        new(exported.MemoryPeakBytes),
        new(exported.OutOfMemoryPeakBytes));

    private static ExportedHistory ToExported(AggregateSnapshot snapshot) => new()
    {
        Namespace = snapshot.Key.Workload.Namespace,
        Kind = snapshot.Key.Workload.Kind,
        Name = snapshot.Key.Workload.Name,
        Container = snapshot.Key.Container,
        CreatedAt = snapshot.CreatedAt,
        FirstSample = snapshot.FirstSample,
        LastSample = snapshot.LastSample,
        SampleCount = snapshot.SampleCount,
        Cpu = ToExported(snapshot.Cpu),
        Memory = ToExported(snapshot.Memory),
        Windows = [.. snapshot.Windows.Select(w => new ExportedWindow
        {
            Pod = w.Pod,
            LastCpuSample = w.LastCpuSample,
            LastMemorySample = w.LastMemorySample,
            WindowEnd = w.WindowEnd,
            MemoryPeakBytes = w.MemoryPeak.Bytes,
            OutOfMemoryPeakBytes = w.OutOfMemoryPeak.Bytes,
        })],
    };

    private static ExportedHistogram ToExported(HistogramSnapshot histogram) => new()
    {
        ReferenceTimestamp = histogram.ReferenceTimestamp,
        FirstBucket = histogram.FirstBucket,
        Weights = [.. histogram.Weights],
        TotalWeight = histogram.TotalWeight,
    };
}
