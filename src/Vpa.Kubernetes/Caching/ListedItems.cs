using System.Buffers;
using System.Text.Json;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Caching;

/// <summary>Puts the items of a list into a store.</summary>
internal sealed class ListedItems<T>(IObjectDecoder<T> decoder, ResourceStore<T> store, UnreadableObjects unreadable) : IListItemReader
    where T : class
{
    /// <inheritdoc/>
    public void Read(ref Utf8JsonReader reader) => store.PutListed(decoder.Decode(ref reader));

    /// <inheritdoc/>
    public void Unreadable(ReadOnlySequence<byte> json, Exception cause) => unreadable.Report(UnreadableObjects.KeyOf(json), cause);
}
