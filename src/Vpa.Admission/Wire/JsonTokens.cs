using System.Text.Json;

namespace Vpa.Admission.Wire;

/// <summary>
/// Reading of JSON token by token, as the API server's own decoder does it: null counts as absent, members that nobody asks for are skipped, and a value of the wrong type is an error.
/// A serializer takes several times as long, and reading is most of what a request costs.
/// </summary>
internal static class JsonTokens
{
    /// <summary>Deeply nested objects are no reason to refuse a pod.</summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 1024 };

    /// <summary>Enters the object that is the next value; false when it is null.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool EnterObject(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.IsObject();
    }

    /// <summary>Whether the reader is at the begin of an object; false when it is at a null.</summary>
    /// <exception cref="JsonException">It is at something else.</exception>
    public static bool IsObject(this ref Utf8JsonReader json) => json.Is(JsonTokenType.StartObject, "an object");

    /// <summary>Enters the array that is the next value; false when it is null.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool EnterArray(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.Is(JsonTokenType.StartArray, "an array");
    }

    /// <summary>Goes to the next item of the array that was entered; false at its end.</summary>
    public static bool NextItem(this ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;

    /// <summary>Goes to the next member of the object that was entered; false at its end.</summary>
    public static bool NextMember(this ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Skips the next value.</summary>
    public static void SkipValue(this ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    /// <summary>Skips the next value and tells whether it is anything but null.</summary>
    public static bool SkipPresent(this ref Utf8JsonReader json)
    {
        json.SkipValue();
        return json.TokenType != JsonTokenType.Null;
    }

    /// <summary>The next value, a text; null when it is null.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    /// <exception cref="InvalidOperationException">It is no Unicode.</exception>
    public static string? ReadText(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Null => null,
            _ => throw Unexpected(json.TokenType, "a text"),
        };
    }

    /// <summary>The next value, a truth value; null counts as false.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool ReadBoolean(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null
            ? json.TokenType == JsonTokenType.True
            : throw Unexpected(json.TokenType, "true or false");
    }

    /// <summary>What the reader's failure at a text or name that is no Unicode means.</summary>
    public static JsonException NotUnicode(InvalidOperationException cause) => new("a text is not valid Unicode", cause);

    private static bool Is(this ref Utf8JsonReader json, JsonTokenType start, string expected) =>
        json.TokenType == start || (json.TokenType == JsonTokenType.Null ? false : throw Unexpected(json.TokenType, expected));

    private static JsonException Unexpected(JsonTokenType found, string expected) => new($"{expected} is expected instead of {found}");
}
