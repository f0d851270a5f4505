using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vpa.Domain.Admitting;

/// <summary>One reason to refuse an object (A60, A61).</summary>
/// <param name="Field">The field's path.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Text">What is wrong, without the field.</param>
public sealed record FieldError(string Field, FieldErrorReason Reason, string Text)
{
    internal static FieldError Required(string field, string detail = "") =>
        new(field, FieldErrorReason.FieldValueRequired, Joined("Required value", detail));

    internal static FieldError Forbidden(string field, string detail) =>
        new(field, FieldErrorReason.FieldValueForbidden, Joined("Forbidden", detail));

    internal static FieldError Invalid(string field, string value, string detail) =>
        new(field, FieldErrorReason.FieldValueInvalid, Joined("Invalid value: " + Quoted(value), detail));

    internal static FieldError Invalid(string field, double value, string detail) =>
        new(field, FieldErrorReason.FieldValueInvalid, Joined("Invalid value: " + value.ToString(CultureInfo.InvariantCulture), detail));

    internal static FieldError Invalid(string field, long value, string detail) =>
        new(field, FieldErrorReason.FieldValueInvalid, Joined("Invalid value: " + value.ToString(CultureInfo.InvariantCulture), detail));

    internal static FieldError NotSupported(string field, string value, params ReadOnlySpan<string> supported) =>
        new(field, FieldErrorReason.FieldValueNotSupported, Joined("Unsupported value: " + Quoted(value), "supported values: " + List(supported)));

    internal static FieldError TooMany(string field, int count, int limit) => new(
        field,
        FieldErrorReason.FieldValueTooMany,
        string.Create(CultureInfo.InvariantCulture, $"Too many: {count}: must have at most {limit} item{(limit == 1 ? "" : "s")}"));

    /// <summary>The object as a whole could not be decoded (A53).</summary>
    /// <param name="cause">The decoder's text.</param>
    public static FieldError Undecodable(string cause) => new(".", FieldErrorReason.InternalError, Joined("Internal error", cause));

    /// <summary>The values quoted and joined.</summary>
    internal static string List(ReadOnlySpan<string> values)
    {
        var quoted = new string[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            quoted[i] = Quoted(values[i]);
        }

        return string.Join(", ", quoted);
    }

    /// <summary>A text as a JSON string.</summary>
    internal static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Text}";

    private static string Joined(string lead, string detail) => detail.Length == 0 ? lead : $"{lead}: {detail}";
}
