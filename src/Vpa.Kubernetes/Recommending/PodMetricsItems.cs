using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>
/// Reads the items of a PodMetricsList token by token, without objects in between. A value that cannot be read is unknown and
/// costs only itself; a pod without name, namespace or timestamp is left out.
/// </summary>
/// <remarks>An item is whole in the buffer although the list is not, so values are skipped by TrySkip: Skip refuses partial input.</remarks>
internal sealed class PodMetricsItems : IListItemReader
{
    private readonly ImmutableArray<PodUsage>.Builder _pods = ImmutableArray.CreateBuilder<PodUsage>();
    private readonly ImmutableArray<ContainerUsage>.Builder _containers = ImmutableArray.CreateBuilder<ContainerUsage>(8);
    private int _unreadable;
    private string? _fault;

    /// <summary>What was read.</summary>
    public UsageReading ToReading() => new(_pods.DrainToImmutable(), _unreadable, _fault);

    /// <inheritdoc/>
    public void Read(ref Utf8JsonReader reader)
    {
        _containers.Clear();
        string? name = null, @namespace = null;
        DateTimeOffset? timestamp = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                (@namespace, name) = ReadMetadata(ref reader);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                timestamp = reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var at) ? at.ToUniversalTime() : null;
                reader.TrySkip();
            }
            else if (reader.ValueTextEquals("containers"u8))
            {
                reader.Read();
                ReadContainers(ref reader);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(@namespace) || timestamp is not { } measured)
        {
            throw new JsonException($"the metrics of pod '{@namespace}/{name}' lack a name, a namespace or a readable timestamp");
        }

        _pods.Add(new PodUsage(new NamespacedName(@namespace, name), measured, _containers.DrainToImmutable()));
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlySequence<byte> json, Exception cause) => LeaveOut(cause.Message);

    private static (string? Namespace, string? Name) ReadMetadata(ref Utf8JsonReader reader)
    {
        string? name = null, @namespace = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = reader.GetString();
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                reader.Read();
                @namespace = LenientText.Read(ref reader, pooled: true);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        return (@namespace, name);
    }

    private void ReadContainers(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ReadContainer(ref reader);
        }
    }

    private void ReadContainer(ref Utf8JsonReader reader)
    {
        string? name = null;
        Quantity? cpu = null, memory = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = LenientText.Read(ref reader, pooled: true);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                ReadUsage(ref reader, ref cpu, ref memory);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        if (string.IsNullOrEmpty(name))
        {
            LeaveOut("a container has no name");
            return;
        }

        _containers.Add(new ContainerUsage(name, cpu, memory));
    }

    private void ReadUsage(ref Utf8JsonReader reader, ref Quantity? cpu, ref Quantity? memory)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return;
        }

        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("cpu"u8))
            {
                cpu = ReadQuantity(ref reader);
            }
            else if (reader.ValueTextEquals("memory"u8))
            {
                memory = ReadQuantity(ref reader);
            }
            else
            {
                SkipValue(ref reader);
            }
        }
    }

    private Quantity? ReadQuantity(ref Utf8JsonReader reader)
    {
        reader.Read();
        var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
        var isRead = reader is { HasValueSequence: false, ValueIsEscaped: false } && isText
            ? Quantity.TryParse(reader.ValueSpan, out var quantity)
            : Quantity.TryParse(LenientText.Read(ref reader, pooled: false), out quantity);
        if (isRead)
        {
            return quantity;
        }

        LeaveOut(isText ? $"'{LenientText.Read(ref reader, pooled: false)}' is no quantity" : "a value is neither a text nor a number");
        return null;
    }

    private void LeaveOut(string fault)
    {
        _unreadable++;
        _fault ??= fault;
    }

    private static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.TrySkip();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
        {
            throw new JsonException($"Expected {token}, found {reader.TokenType}.");
        }
    }
}
