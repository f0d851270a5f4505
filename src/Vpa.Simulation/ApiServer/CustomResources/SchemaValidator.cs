using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// Checks an object against a structural openAPIV3Schema. CEL rules (x-kubernetes-validations) and formats are not evaluated.
/// </summary>
internal static class SchemaValidator
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    public static void Validate(JsonNode? value, JsonObject schema, string path, List<FieldError> errors)
    {
        if (value is null)
        {
            if (schema.FlagAt("nullable") != true && schema.TextAt("type") is { } wanted)
            {
                errors.Add(TypeError(path, "null", wanted));
            }

            return;
        }

        if (!HasType(value, schema, out var expected))
        {
            errors.Add(TypeError(path, JsonText.Of(value), expected));
            return;
        }

        CheckEnum(value, schema, path, errors);
        CheckCombinations(value, schema, path, errors);
        switch (value)
        {
            case JsonObject map:
                CheckObject(map, schema, path, errors);
                break;
            case JsonArray array:
                CheckArray(array, schema, path, errors);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                CheckText(scalar.GetValue<string>(), schema, path, errors);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                CheckNumber(scalar, schema, path, errors);
                break;
        }
    }

    private static FieldError TypeError(string path, string value, string wanted) => new(
        path, "FieldValueTypeInvalid", $"Invalid value: \"{value}\": {path} in body must be of type {wanted}: \"{value}\"");

    private static bool HasType(JsonNode value, JsonObject schema, out string expected)
    {
        var kind = value.GetValueKind();
        if (schema.FlagAt("x-kubernetes-int-or-string") == true)
        {
            expected = "integer,string";
            return kind is JsonValueKind.String || IsInteger(value);
        }

        expected = schema.TextAt("type") ?? "";
        return expected switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" => IsInteger(value),
            "number" => kind == JsonValueKind.Number,
            _ => true,
        };
    }

    private static bool IsInteger(JsonNode value) => value.AsNumber() is not null;

    private static void CheckEnum(JsonNode value, JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
        {
            var shown = value.GetValueKind() == JsonValueKind.String ? value.ToJsonString() : JsonText.Of(value);
            errors.Add(FieldError.Unsupported(path, shown, allowed.Select(a => a?.ToJsonString() ?? "null")));
        }
    }

    private static void CheckCombinations(JsonNode value, JsonObject schema, string path, List<FieldError> errors)
    {
        foreach (var part in schema.ObjectsAt("allOf"))
        {
            Validate(value, part, path, errors);
        }

        int Matching(string property) => schema.ObjectsAt(property).Count(part => IsValid(value, part, path));
        if (schema["anyOf"] is JsonArray && Matching("anyOf") == 0)
        {
            errors.Add(FieldError.Invalid(path, JsonText.Of(value), $"{path} in body must validate at least one schema (anyOf)"));
        }

        if (schema["oneOf"] is JsonArray && Matching("oneOf") != 1)
        {
            errors.Add(FieldError.Invalid(path, JsonText.Of(value), $"{path} in body must validate one and only one schema (oneOf)"));
        }

        if (schema["not"] is JsonObject forbidden && IsValid(value, forbidden, path))
        {
            errors.Add(FieldError.Invalid(path, JsonText.Of(value), $"{path} in body must not validate the schema (not)"));
        }
    }

    private static bool IsValid(JsonNode value, JsonObject schema, string path)
    {
        var found = new List<FieldError>();
        Validate(value, schema, path, found);
        return found.Count == 0;
    }

    private static void CheckObject(JsonObject map, JsonObject schema, string path, List<FieldError> errors)
    {
        foreach (var name in schema.TextsAt("required").Where(n => !map.ContainsKey(n)))
        {
            errors.Add(FieldError.Required(Child(path, name)));
        }

        CheckCount(map.Count, schema, "minProperties", "maxProperties", "properties", path, errors);
        var properties = schema["properties"] as JsonObject;
        var additional = schema["additionalProperties"] as JsonObject;
        foreach (var (name, value) in map)
        {
            if ((properties?[name] as JsonObject ?? additional) is { } inner)
            {
                Validate(value, inner, Child(path, name), errors);
            }
        }
    }

    private static void CheckArray(JsonArray array, JsonObject schema, string path, List<FieldError> errors)
    {
        CheckCount(array.Count, schema, "minItems", "maxItems", "items", path, errors);
        if (schema["items"] is not JsonObject items)
        {
            return;
        }

        for (var i = 0; i < array.Count; i++)
        {
            Validate(array[i], items, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", errors);
        }
    }

    private static void CheckText(string text, JsonObject schema, string path, List<FieldError> errors)
    {
        CheckCount(text.EnumerateRunes().Count(), schema, "minLength", "maxLength", "chars long", path, errors);
        if (schema.TextAt("pattern") is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternTimeout))
        {
            errors.Add(FieldError.Invalid(path, $"\"{text}\"", $"{path} in body should match '{pattern}'"));
        }
    }

    private static void CheckNumber(JsonValue value, JsonObject schema, string path, List<FieldError> errors)
    {
        var number = Number(value);
        if (schema["minimum"] is { } minimum && Number(minimum) is var low
            && (schema.FlagAt("exclusiveMinimum") == true ? number <= low : number < low))
        {
            var than = schema.FlagAt("exclusiveMinimum") == true ? "greater than" : "greater than or equal to";
            errors.Add(FieldError.Invalid(path, JsonText.Of(value), $"{path} in body should be {than} {JsonText.Of(minimum)}"));
        }

        if (schema["maximum"] is { } maximum && Number(maximum) is var high
            && (schema.FlagAt("exclusiveMaximum") == true ? number >= high : number > high))
        {
            var than = schema.FlagAt("exclusiveMaximum") == true ? "less than" : "less than or equal to";
            errors.Add(FieldError.Invalid(path, JsonText.Of(value), $"{path} in body should be {than} {JsonText.Of(maximum)}"));
        }
    }

    private static void CheckCount(
        int count, JsonObject schema, string least, string most, string what, string path, List<FieldError> errors)
    {
        if (schema.NumberAt(least) is { } min && count < min)
        {
            errors.Add(FieldError.Invalid(path, Shown(count), $"{path} in body should have at least {Shown(min)} {what}"));
        }

        if (schema.NumberAt(most) is { } max && count > max)
        {
            errors.Add(FieldError.Invalid(path, Shown(count), $"{path} in body should have at most {Shown(max)} {what}"));
        }
    }

    private static string Shown(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(JsonNode value) =>
        double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
