using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// Turns application/vnd.kubernetes.protobuf bodies into JSON, for the kinds of <see cref="ProtobufSchema"/>: newer kubectl sends its
/// imperative commands so. Fields with zero values are absent, as in the JSON that Go writes; a field that is not known is refused,
/// never dropped.
/// </summary>
internal static class ProtobufDecoder
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    /// <summary>The prefix of runtime.Unknown.</summary>
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <exception cref="FormatException">Not such a body, or of a kind or with a field that is not known.</exception>
    public static JsonObject Decode(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new FormatException("the body has no k8s prefix");
        }

        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = default;
        for (var envelope = new ProtobufReader(body[Magic.Length..]); envelope.Next();)
        {
            if (envelope.Number == 1)
            {
                (apiVersion, kind) = TypeMeta(envelope.Bytes);
            }
            else if (envelope.Number == 2)
            {
                raw = envelope.Bytes;
            }
        }

        if (!ProtobufSchema.Knows(kind))
        {
            throw new FormatException($"kind {kind} is not known in protobuf; send JSON");
        }

        var item = Message(kind, raw);
        item["apiVersion"] = apiVersion;
        item["kind"] = kind;
        return item;
    }

    private static (string ApiVersion, string Kind) TypeMeta(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind) = ("", "");
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            apiVersion = reader.Number == 1 ? reader.Text : apiVersion;
            kind = reader.Number == 2 ? reader.Text : kind;
        }

        return (apiVersion, kind);
    }

    private static JsonObject Message(string name, ReadOnlySpan<byte> bytes)
    {
        var result = new JsonObject();
        for (var reader = new ProtobufReader(bytes); reader.Next();)
        {
            if (ProtobufSchema.Field(name, reader.Number) is not { } field)
            {
                if (!IsEmpty(reader))
                {
                    throw new FormatException($"field {reader.Number} of {name} is not known in protobuf; send JSON");
                }

                continue;
            }

            Put(result, field, reader);
        }

        return result;
    }

    /// <summary>Whether a value is a zero: 0, empty, or a message that holds nothing but zeros.</summary>
    private static bool IsEmpty(ProtobufReader value)
    {
        if (value.IsZero)
        {
            return true;
        }

        try
        {
            for (var inner = new ProtobufReader(value.Bytes); value.Whole == 0 && inner.Next();)
            {
                if (!IsEmpty(inner))
                {
                    return false;
                }
            }

            return value.Whole == 0;
        }
        catch (FormatException)
        {
            return false; // text
        }
    }

    private static void Put(JsonObject target, ProtobufField field, ProtobufReader reader)
    {
        switch (field.Type)
        {
            case "M":
                Pair(target, field, reader.Bytes, v => System.Text.Encoding.UTF8.GetString(v));
                return;
            case "N":
                Pair(target, field, reader.Bytes, v => Convert.ToBase64String(v));
                return;
            case "Q":
                Pair(target, field, reader.Bytes, First);
                return;
        }

        if (field.Repeated)
        {
            target[field.Name] ??= new JsonArray();
            ((JsonArray)target[field.Name]!).Add(Value(field.Type, reader));
        }
        else if (Value(field.Type, reader) is { } value)
        {
            target[field.Name] = value;
        }
    }

    private static JsonNode? Value(string type, ProtobufReader reader) => type switch
    {
        "s" => reader.Bytes.IsEmpty ? null : reader.Text,
        "i" => reader.Whole == 0 ? null : reader.Whole,
        "I" => reader.Whole,
        "b" => reader.Whole == 0 ? null : true,
        "t" => Time(reader.Bytes),
        "x" => IntOrString(reader.Bytes),
        _ => Message(type, reader.Bytes),
    };

    private static void Pair(JsonObject target, ProtobufField field, ReadOnlySpan<byte> entry, MapValue convert)
    {
        var key = "";
        ReadOnlySpan<byte> value = default;
        for (var reader = new ProtobufReader(entry); reader.Next();)
        {
            if (reader.Number == 1)
            {
                key = reader.Text;
            }
            else
            {
                value = reader.Bytes;
            }
        }

        target.Ensure(field.Name)[key] = convert(value);
    }

    private static string First(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        return reader.Next() ? reader.Text : "";
    }

    private static JsonNode? Time(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        return reader.Next() && reader.Number == 1 ? JsonNavigation.Stamp(DateTimeOffset.FromUnixTimeSeconds(reader.Whole)) : null;
    }

    private static JsonNode? IntOrString(ReadOnlySpan<byte> message)
    {
        var (isText, number, text) = (false, 0L, "");
        for (var reader = new ProtobufReader(message); reader.Next();)
        {
            isText = reader.Number == 1 ? reader.Whole == 1 : isText;
            number = reader.Number == 2 ? reader.Whole : number;
            text = reader.Number == 3 ? reader.Text : text;
        }

        return isText ? text : number;
    }

    private delegate string MapValue(ReadOnlySpan<byte> value);
}
