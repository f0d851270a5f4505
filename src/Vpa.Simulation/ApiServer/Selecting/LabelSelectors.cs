using System.Text.Json.Nodes;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Wire;

namespace Vpa.Simulation.ApiServer;

/// <summary>Label selectors of requests and objects.</summary>
internal static class LabelSelectors
{
    /// <summary>Reads the query form (a=b,c!=d,e in (f,g),h notin (i),j,!k); none selects everything.</summary>
    /// <exception cref="ApiStatusException">400 when the text is not a selector.</exception>
    public static LabelSelector Parse(string? text) =>
        LabelSelectorText.TryParse(text ?? "", out var selector) ? selector
            : throw ApiErrors.BadRequest($"unable to parse requirement: found '{text}', expected a label selector");

    /// <summary>Reads matchLabels and matchExpressions. An empty or absent selector selects everything.</summary>
    /// <exception cref="ApiStatusException">400 when an operator is unknown.</exception>
    public static LabelSelector FromJson(JsonNode? selector) => LabelSelector.Of(
    [
        .. selector.TextMapAt("matchLabels").Select(l => new LabelRequirement(l.Key, LabelRequirementOperator.In, [l.Value])),
        .. selector.ObjectsAt("matchExpressions").Select(e => new LabelRequirement(e.TextAt("key") ?? "", OperatorOf(e.TextAt("operator")), [.. e.TextsAt("values")])),
    ]);

    /// <summary>The query form, as the scale subresource shows it.</summary>
    public static string ToText(this LabelSelector selector) =>
        string.Join(',', selector.Requirements.Select(ToText).Order(StringComparer.Ordinal));

    private static string ToText(LabelRequirement requirement) => requirement.Operator switch
    {
        LabelRequirementOperator.In when requirement.Values.Length == 1 => $"{requirement.Key}={requirement.Values[0]}",
        LabelRequirementOperator.In => $"{requirement.Key} in ({string.Join(',', requirement.Values)})",
        LabelRequirementOperator.NotIn when requirement.Values.Length == 1 => $"{requirement.Key}!={requirement.Values[0]}",
        LabelRequirementOperator.NotIn => $"{requirement.Key} notin ({string.Join(',', requirement.Values)})",
        LabelRequirementOperator.Exists => requirement.Key,
        LabelRequirementOperator.DoesNotExist => "!" + requirement.Key,
        LabelRequirementOperator.GreaterThan => $"{requirement.Key}>{requirement.Values[0]}",
        _ => $"{requirement.Key}<{requirement.Values[0]}",
    };

    private static LabelRequirementOperator OperatorOf(string? text) => text switch
    {
        "In" => LabelRequirementOperator.In,
        "NotIn" => LabelRequirementOperator.NotIn,
        "Exists" => LabelRequirementOperator.Exists,
        "DoesNotExist" => LabelRequirementOperator.DoesNotExist,
        _ => throw ApiErrors.BadRequest($"\"{text}\" is not a valid label selector operator"),
    };
}
