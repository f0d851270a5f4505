using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Caching;

/// <summary>Reads a wire type and maps it to the domain.</summary>
internal sealed class ObjectDecoder<TWire, T>(JsonTypeInfo<TWire> type, Func<TWire, T> map) : IObjectDecoder<T>
    where TWire : class, IWireObject
    where T : class
{
    /// <inheritdoc/>
    public DecodedObject<T> Decode(ref Utf8JsonReader reader)
    {
        var wire = JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("The object is null.");
        return wire.Metadata is { Name.Length: > 0 } metadata
            ? new(new(metadata.Namespace ?? "", metadata.Name), metadata.Uid ?? "", metadata.ResourceVersion ?? "", map(wire))
            : throw new JsonException("The object has no metadata.name.");
    }
}
