using System.Buffers;
using System.Text.Json;

namespace Vpa.Kubernetes.Wire;

/// <summary>Takes the items of a list one by one.</summary>
internal interface IListItemReader
{
    /// <summary>Reads one item; the reader stands on its first token. May throw <see cref="JsonException"/>.</summary>
    void Read(ref Utf8JsonReader reader);

    /// <summary>An item could not be read; the list goes on.</summary>
    void Unreadable(ReadOnlySequence<byte> json, Exception cause);
}
