using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Tests.Wire;

public sealed class ListPageReaderTests
{
    private const string Page =
        """
        {"kind":"PodList","metadata":{"resourceVersion":"77","continue":"next","x":{"items":[1]}},"items":[
        {"metadata":{"name":"a","labels":{"k":"v\"}]"}}},{"metadata":{"name":"b"},"spec":[[{"items":[]}]]},
        {"metadata":{"name":["not a text map"],"labels":7}},null,"text",{"metadata":{"name":"é"}}],"trailing":{"a":[1,2]}}
        """;

    [Fact]
    public Task Reads_the_same_however_the_stream_is_cut() =>
        Gen.Int[1, 40].Array[1, 20].SampleAsync(async cuts =>
        {
            var (page, items) = await ReadAsync(Page, cuts);
            Assert.Equal(new ListPage("77", "next"), page);
            Assert.Equal(["a", "b", "é"], items.Names);
            Assert.Equal(3, items.Bad);
        }, iter: 300);

    [Theory]
    [InlineData("""{"items":null,"metadata":{"resourceVersion":"1"}}""")]
    [InlineData("""{"items":[],"metadata":{"resourceVersion":"1","continue":""}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"}}""")]
    public async Task An_empty_list_is_a_list(string json)
    {
        var (page, items) = await ReadAsync(json, [5]);
        Assert.Equal(new ListPage("1", null), page);
        Assert.Empty(items.Names);
    }

    [Fact]
    public async Task A_torn_list_is_a_failure_wherever_it_is_torn()
    {
        var bytes = Encoding.UTF8.GetBytes(Page);
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            await Assert.ThrowsAnyAsync<Exception>(async () => await new ListPageReader(new Items()).ReadAsync(new MemoryStream(bytes[..length]), CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"items":{}}""")]
    public Task What_is_no_list_is_refused(string json) => Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(json, [3]));

    private static async Task<(ListPage Page, Items Items)> ReadAsync(string json, int[] cuts)
    {
        var items = new Items();
        var page = await new ListPageReader(items).ReadAsync(new CutStream(Encoding.UTF8.GetBytes(json), cuts), CancellationToken.None);
        return (page, items);
    }

    private sealed class Items : IListItemReader
    {
        public List<string> Names { get; } = [];

        public int Bad { get; private set; }

        public void Read(ref Utf8JsonReader reader) =>
            Names.Add(JsonSerializer.Deserialize(ref reader, WireJson.Default.WirePartialObject)?.Metadata?.Name ?? throw new JsonException("no name"));

        public void Unreadable(ReadOnlySequence<byte> json, Exception cause) => Bad++;
    }

    /// <summary>Gives its bytes in pieces of given lengths, over and over.</summary>
    private sealed class CutStream(byte[] bytes, int[] cuts) : MemoryStream(bytes)
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, cuts[_next++ % cuts.Length])], cancellationToken);
    }
}
