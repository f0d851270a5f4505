using System.Text;
using System.Text.Json;
using Vpa.Domain.Usage;
using Vpa.Storage.Offline;

namespace Vpa.Host.History;

/// <summary>Reports for programs.</summary>
internal static class HistoryJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true };

    /// <summary>An array of containers.</summary>
    public static string List(IEnumerable<AggregateSnapshot> histories) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var history in histories)
        {
            var view = HistoryView.Of(history);
            json.WriteStartObject();
            json.WriteString("namespace", history.Key.Workload.Namespace);
            json.WriteString("kind", history.Key.Workload.Kind);
            json.WriteString("name", history.Key.Workload.Name);
            json.WriteString("container", history.Key.Container);
            json.WriteNumber("sampleCount", history.SampleCount);
            WriteTime(json, "firstSample", history.FirstSample);
            WriteTime(json, "lastSample", history.LastSample);
            json.WriteNumber("cpuP90Cores", view.Cpu[1]);
            json.WriteNumber("memoryP90Bytes", view.Memory[1]);
            json.WriteNumber("openWindows", history.Windows.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The result of a check.</summary>
    public static string Check(HistoryInspection inspection) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("dataPath", inspection.DataPath);
        json.WriteBoolean("isSound", inspection.IsSound);
        json.WriteNumber("histories", inspection.Histories.Count);
        json.WriteString("failure", inspection.Failure);
        json.WriteNumber("dataBytes", inspection.DataBytes);
        json.WriteNumber("logBytes", inspection.LogBytes);
        json.WriteNumber("secondCopyBytes", inspection.MirrorBytes);
        json.WriteNumber("damagedSecondCopyBytes", inspection.DamagedMirrorBytes);
        WriteTexts(json, "onlyInSecondCopy", inspection.OnlyInMirror);
        WriteTexts(json, "lost", inspection.Lost);
        json.WriteEndObject();
    });

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } time)
        {
            json.WriteString(name, time);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) + "\n";
    }
}
