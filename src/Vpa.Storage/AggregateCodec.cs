using System.Collections.Immutable;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;

namespace Vpa.Storage;

/// <summary>
/// The bytes of an aggregate: exact, compact and ours, so that no change of a library changes the format. Version 1 holds, in this
/// order: namespace, kind, name, container; creation, first and last sample, sample count; the CPU and the memory histogram; the open windows.
/// </summary>
internal static class AggregateCodec
{
    private const byte Version = 1;

    /// <summary>The record of a snapshot.</summary>
    public static KeyValuePair<string, byte[]> Encode(AggregateSnapshot snapshot)
    {
        var id = RecordId.Of(snapshot.Key.Workload, snapshot.Key.Container);
        var writer = new RecordWriter();
        writer.WriteText(snapshot.Key.Workload.Namespace);
        writer.WriteText(snapshot.Key.Workload.Kind);
        writer.WriteText(snapshot.Key.Workload.Name);
        writer.WriteText(snapshot.Key.Container);
        writer.WriteInstant(snapshot.CreatedAt);
        writer.WriteInstant(snapshot.FirstSample);
        writer.WriteInstant(snapshot.LastSample);
        writer.WriteLong(snapshot.SampleCount);
        Write(writer, snapshot.Cpu);
        Write(writer, snapshot.Memory);
        writer.WriteCount(snapshot.Windows.Length);
        foreach (var window in snapshot.Windows)
        {
            Write(writer, window);
        }

        return new(id, writer.Seal(id, Version));
    }

    /// <summary>The snapshot of a record; null when the record is damaged or of a version this program does not know.</summary>
    public static AggregateSnapshot? Decode(string id, ReadOnlySpan<byte> frame)
    {
        if (!RecordFrame.TryOpen(id, frame, out var version, out var body) || version != Version)
        {
            return null;
        }

        try
        {
            return Read(new RecordReader(body));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            // The checksum holds, so this was written so: by a defect, which must cost this record alone.
            return null;
        }
    }

    private static AggregateSnapshot Read(RecordReader reader) => new()
    {
        // Namespaces, kinds and containers repeat from record to record.
        Key = new(new(string.Intern(reader.ReadText()), string.Intern(reader.ReadText()), reader.ReadText()), string.Intern(reader.ReadText())),
        CreatedAt = reader.ReadInstant() ?? throw new InvalidDataException("the creation time is missing"),
        FirstSample = reader.ReadInstant(),
        LastSample = reader.ReadInstant(),
        SampleCount = reader.ReadLong(),
        Cpu = ReadHistogram(ref reader),
        Memory = ReadHistogram(ref reader),
        Windows = ReadWindows(ref reader),
    };

    private static void Write(RecordWriter writer, HistogramSnapshot histogram)
    {
        writer.WriteInstant(histogram.ReferenceTimestamp);
        writer.WriteDouble(histogram.TotalWeight);
        writer.WriteCount(histogram.FirstBucket);
        writer.WriteCount(histogram.Weights.Length);
        foreach (var weight in histogram.Weights)
        {
            writer.WriteDouble(weight);
        }
    }

    private static HistogramSnapshot ReadHistogram(ref RecordReader reader)
    {
        var reference = reader.ReadInstant();
        var total = reader.ReadDouble();
        var first = reader.ReadCount();
        return new(reference, first, reader.ReadDoubles(reader.ReadCount()), total);
    }

    private static void Write(RecordWriter writer, UsageWindowSnapshot window)
    {
        writer.WriteText(window.Pod);
        writer.WriteInstant(window.LastCpuSample);
        writer.WriteInstant(window.LastMemorySample);
        writer.WriteInstant(window.WindowEnd);
        writer.WriteLong(window.MemoryPeak.Bytes);
        writer.WriteLong(window.OutOfMemoryPeak.Bytes);
    }

    private static ImmutableArray<UsageWindowSnapshot> ReadWindows(ref RecordReader reader)
    {
        var count = reader.ReadCount();
        var windows = ImmutableArray.CreateBuilder<UsageWindowSnapshot>();
        for (var i = 0; i < count; i++)
        {
            windows.Add(new(
                reader.ReadText(), reader.ReadInstant(), reader.ReadInstant(), reader.ReadInstant(), new(reader.ReadLong()), new(reader.ReadLong())));
        }

        return windows.ToImmutable();
    }
}
