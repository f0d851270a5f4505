using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Wire;

/// <summary>
/// Reads a label selector in its text form, as the <c>status.selector</c> of a scale has it: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k,l&gt;1</c>.
/// </summary>
public static class LabelSelectorText
{
    /// <summary>Reads a selector; false when the text is none.</summary>
    public static bool TryParse(string text, out LabelSelector selector)
    {
        selector = LabelSelector.Nothing;
        var requirements = new List<LabelRequirement>();
        foreach (var part in Parts(text))
        {
            if (Requirement(part.Trim()) is not { } requirement)
            {
                return false;
            }

            requirements.Add(requirement);
        }

        selector = LabelSelector.Of(requirements);
        return true;
    }

    /// <summary>The text of a selector that selects something; empty for one that selects everything.</summary>
    public static string Print(LabelSelector selector) => string.Join(',', selector.Requirements.Select(Print));

    private static string Print(LabelRequirement requirement) => requirement.Operator switch
    {
        LabelRequirementOperator.In when requirement.Values is [var value] => $"{requirement.Key}={value}",
        LabelRequirementOperator.In => $"{requirement.Key} in ({string.Join(',', requirement.Values)})",
        LabelRequirementOperator.NotIn when requirement.Values is [var value] => $"{requirement.Key}!={value}",
        LabelRequirementOperator.NotIn => $"{requirement.Key} notin ({string.Join(',', requirement.Values)})",
        LabelRequirementOperator.DoesNotExist => $"!{requirement.Key}",
        LabelRequirementOperator.GreaterThan => $"{requirement.Key}>{requirement.Values[0]}",
        LabelRequirementOperator.LessThan => $"{requirement.Key}<{requirement.Values[0]}",
        _ => requirement.Key,
    };

    /// <summary>Splits at the commas that are not within parentheses.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield break;
        }

        var depth = 0;
        var start = 0;
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

    private static LabelRequirement? Requirement(string part)
    {
        if (part.EndsWith(')'))
        {
            return SetRequirement(part);
        }

        if (part.StartsWith('!') && !part.Contains('='))
        {
            return Named(part[1..], LabelRequirementOperator.DoesNotExist, []);
        }

        foreach (var (symbol, @operator) in Symbols)
        {
            var at = part.IndexOf(symbol, StringComparison.Ordinal);
            if (at > 0)
            {
                return Named(part[..at], @operator, [part[(at + symbol.Length)..].Trim()]);
            }
        }

        return Named(part, LabelRequirementOperator.Exists, []);
    }

    /// <summary>Longer symbols first, as they contain shorter ones.</summary>
    private static readonly (string Symbol, LabelRequirementOperator Operator)[] Symbols =
    [
        ("!=", LabelRequirementOperator.NotIn),
        ("==", LabelRequirementOperator.In),
        ("=", LabelRequirementOperator.In),
        (">", LabelRequirementOperator.GreaterThan),
        ("<", LabelRequirementOperator.LessThan),
    ];

    private static LabelRequirement? SetRequirement(string part)
    {
        var open = part.IndexOf('(');
        var words = open < 0 ? [] : part[..open].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2)
        {
            return null;
        }

        ImmutableArray<string> values = [.. part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries)];
        return words[1] switch
        {
            "in" => Named(words[0], LabelRequirementOperator.In, values),
            "notin" => Named(words[0], LabelRequirementOperator.NotIn, values),
            _ => null,
        };
    }

    private static LabelRequirement? Named(string key, LabelRequirementOperator @operator, ImmutableArray<string> values)
    {
        var name = key.Trim();
        return name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || c is '(' or ')' or '!' or '=' or '<' or '>') ? null : new(name, @operator, values);
    }
}
