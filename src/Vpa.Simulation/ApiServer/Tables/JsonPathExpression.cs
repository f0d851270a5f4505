using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>
/// The JSONPath that printer columns use: .a.b, ['a'], [0], [*], escaped dots, and filters of the form [?(@.type=="X")].
/// </summary>
internal sealed class JsonPathExpression
{
    private readonly List<JsonPathStep> _steps = [];

    /// <exception cref="FormatException">Not a path of this form.</exception>
    public static JsonPathExpression Parse(string text)
    {
        var path = new JsonPathExpression();
        var rest = text.Trim().Trim('{', '}').AsSpan();
        while (rest.Length > 0)
        {
            rest = rest[0] == '[' ? path.TakeBracket(rest, text) : path.TakeName(rest);
        }

        return path;
    }

    public IEnumerable<JsonNode?> Select(JsonNode? root)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (var step in _steps)
        {
            found = found.SelectMany(step.From).ToList();
        }

        return found;
    }

    private ReadOnlySpan<char> TakeBracket(ReadOnlySpan<char> rest, string text)
    {
        var end = ClosingBracket(rest);
        if (end < 0)
        {
            throw new FormatException($"unterminated array in JSONPath {text}");
        }

        var inner = rest[1..end].Trim();
        if (inner.StartsWith("?("))
        {
            _steps.Add(Filter(inner[2..^1].ToString(), text));
        }
        else if (inner is "*")
        {
            _steps.Add(JsonPathStep.Every);
        }
        else if (inner[0] is '\'' or '"')
        {
            _steps.Add(JsonPathStep.Named(inner[1..^1].ToString()));
        }
        else if (int.TryParse(inner, out var index))
        {
            _steps.Add(JsonPathStep.Indexed(index));
        }
        else
        {
            throw new FormatException($"invalid array index {inner} in JSONPath {text}");
        }

        return rest[(end + 1)..];
    }

    private static int ClosingBracket(ReadOnlySpan<char> rest)
    {
        var depth = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            depth += rest[i] == '[' ? 1 : rest[i] == ']' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private ReadOnlySpan<char> TakeName(ReadOnlySpan<char> rest)
    {
        var i = rest[0] == '.' ? 1 : 0;
        var name = new System.Text.StringBuilder();
        for (; i < rest.Length && rest[i] is not ('.' or '['); i++)
        {
            if (rest[i] == '\\' && i + 1 < rest.Length)
            {
                i++;
            }

            name.Append(rest[i]);
        }

        if (name.Length > 0)
        {
            _steps.Add(name.ToString() == "*" ? JsonPathStep.Every : JsonPathStep.Named(name.ToString()));
        }

        return rest[i..];
    }

    private static JsonPathStep Filter(string condition, string text)
    {
        var operatorAt = condition.IndexOf("==", StringComparison.Ordinal);
        var differs = operatorAt < 0;
        operatorAt = differs ? condition.IndexOf("!=", StringComparison.Ordinal) : operatorAt;
        if (operatorAt < 0)
        {
            throw new FormatException($"unsupported filter {condition} in JSONPath {text}");
        }

        var left = Parse(condition[..operatorAt].Trim().TrimStart('@'));
        var right = condition[(operatorAt + 2)..].Trim().Trim('\'', '"');
        return JsonPathStep.Where(item => left.Select(item).Any(v => JsonText.Of(v) == right) != differs);
    }
}
