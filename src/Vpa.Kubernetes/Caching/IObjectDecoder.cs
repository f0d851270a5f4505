using System.Text.Json;

namespace Vpa.Kubernetes.Caching;

/// <summary>Reads objects of one kind.</summary>
/// <typeparam name="T">The kind of objects.</typeparam>
internal interface IObjectDecoder<T>
    where T : class
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="JsonException">It cannot be read at all.</exception>
    DecodedObject<T> Decode(ref Utf8JsonReader reader);
}
