using System.Buffers;
using System.Text;
using System.Text.Json;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Tests.Wire;

public sealed class WatchLineReaderTests
{
    [Theory]
    [InlineData("""{"type":"ADDED","object":{"a":1}}""", WatchEventType.Added, """{"a":1}""")]
    [InlineData("""{"object":{"type":"ERROR","object":{}},"type":"MODIFIED"}""", WatchEventType.Modified, """{"type":"ERROR","object":{}}""")]
    [InlineData("""{ "type" : "DELETED" , "more" : [ {"type":"ADDED"} ] , "object" : { "x" : "}" } }""", WatchEventType.Deleted, """{ "x" : "}" }""")]
    [InlineData("""{"type":"BOOKMARK","object":{}}""", WatchEventType.Bookmark, "{}")]
    [InlineData("""{"type":"NEW","object":{}}""", WatchEventType.Unknown, "{}")]
    [InlineData("""{"type":7}""", WatchEventType.Unknown, "")]
    public void Splits_an_event(string line, object type, string @object)
    {
        var watched = WatchLine.Split(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line)));
        Assert.Equal(type, watched.Type);
        Assert.Equal(@object, Encoding.UTF8.GetString(watched.Object));
    }

    [Theory]
    [InlineData("""{"type":"ADDED","object":{"a":1}""")]
    [InlineData("garbage")]
    [InlineData("[1]")]
    public void Refuses_what_is_no_event(string line) =>
        Assert.ThrowsAny<JsonException>(() => { WatchLine.Split(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line))); });

    [Fact]
    public async Task Cuts_lines_of_any_length_and_skips_empty_ones()
    {
        var lines = new[] { "short", new string('x', 200_000), "", "é" };
        await using var reader = new WatchLineReader(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
        var read = new List<string>();
        while (await reader.ReadLineAsync(CancellationToken.None))
        {
            read.Add(Encoding.UTF8.GetString(reader.Line));
        }

        Assert.Equal(lines.Where(l => l.Length > 0), read);
    }

    [Fact]
    public async Task An_end_within_a_line_is_a_torn_connection()
    {
        await using var reader = new WatchLineReader(new MemoryStream("whole\nhal"u8.ToArray()));
        Assert.True(await reader.ReadLineAsync(CancellationToken.None));
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await reader.ReadLineAsync(CancellationToken.None));
    }
}
