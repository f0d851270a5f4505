using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>A label selector, from its query form (a=b,c!=d,e in (f,g),h notin (i),j,!k) or from its JSON form.</summary>
internal sealed class LabelSelector
{
    private readonly List<LabelRequirement> _requirements;

    private LabelSelector(List<LabelRequirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEmpty => _requirements.Count == 0;

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="ApiStatusException">400 when the text is not a selector.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        return new LabelSelector([.. SplitOutsideParentheses(text).Select(part => ParseOne(part.Trim(), text))]);
    }

    /// <summary>Reads matchLabels and matchExpressions. An empty selector matches everything.</summary>
    public static LabelSelector FromJson(JsonNode? selector)
    {
        var requirements = selector.TextMapAt("matchLabels")
            .Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value])).ToList();
        foreach (var expression in selector.ObjectsAt("matchExpressions"))
        {
            var wanted = expression.TextAt("operator") switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                var other => throw ApiErrors.BadRequest($"\"{other}\" is not a valid label selector operator"),
            };
            requirements.Add(new LabelRequirement(expression.TextAt("key") ?? "", wanted, [.. expression.TextsAt("values")]));
        }

        return new LabelSelector(requirements);
    }

    /// <summary>The query form, as the scale subresource shows it.</summary>
    public override string ToString() => string.Join(',', _requirements.OrderBy(r => r.Key, StringComparer.Ordinal));

    private static IEnumerable<string> SplitOutsideParentheses(string text)
    {
        var start = 0;
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static LabelRequirement ParseOne(string part, string whole)
    {
        var open = part.IndexOf('(', StringComparison.Ordinal);
        if (open >= 0 && part.EndsWith(')'))
        {
            var head = part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var values = part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
            return head is [var key, "in" or "notin"]
                ? new LabelRequirement(key, head[1] == "in" ? LabelOperator.In : LabelOperator.NotIn, values)
                : throw Malformed(whole);
        }

        foreach (var (sign, wanted) in (ReadOnlySpan<(string, LabelOperator)>)
            [("!=", LabelOperator.NotIn), ("==", LabelOperator.In), ("=", LabelOperator.In)])
        {
            var at = part.IndexOf(sign, StringComparison.Ordinal);
            if (at > 0)
            {
                return new LabelRequirement(part[..at].Trim(), wanted, [part[(at + sign.Length)..].Trim()]);
            }
        }

        var negated = part.StartsWith('!');
        var name = negated ? part[1..].Trim() : part;
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/')
            ? new LabelRequirement(name, negated ? LabelOperator.DoesNotExist : LabelOperator.Exists, [])
            : throw Malformed(whole);
    }

    private static ApiStatusException Malformed(string text) =>
        ApiErrors.BadRequest($"unable to parse requirement: found '{text}', expected a label selector");
}
