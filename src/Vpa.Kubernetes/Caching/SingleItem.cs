using System.Buffers;
using System.Text.Json;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Caching;

/// <summary>Takes the one item of a list that was asked for by name.</summary>
internal sealed class SingleItem<T>(IObjectDecoder<T> decoder) : IListItemReader
    where T : class
{
    /// <summary>The object; null when the list was empty or the object is unreadable.</summary>
    public DecodedObject<T>? Object { get; private set; }

    /// <inheritdoc/>
    public void Read(ref Utf8JsonReader reader) => Object = decoder.Decode(ref reader);

    /// <inheritdoc/>
    public void Unreadable(ReadOnlySequence<byte> json, Exception cause) => Object = null;
}
