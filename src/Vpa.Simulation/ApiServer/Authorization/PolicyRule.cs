using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>One rule of a Role or ClusterRole.</summary>
internal sealed record PolicyRule(
    string[] Verbs, string[] Groups, string[] Resources, string[] Names, string[] Urls)
{
    public static IEnumerable<PolicyRule> Read(JsonObject role) => role.ObjectsAt("rules").Select(r => new PolicyRule(
        [.. r.TextsAt("verbs")], [.. r.TextsAt("apiGroups")], [.. r.TextsAt("resources")], [.. r.TextsAt("resourceNames")],
        [.. r.TextsAt("nonResourceURLs")]));

    public bool Allows(RequestInfo info)
    {
        if (!Has(Verbs, info.Verb))
        {
            return false;
        }

        if (!info.IsResource)
        {
            return Urls.Any(u => u == info.Path || (u.EndsWith('*') && info.Path.StartsWith(u[..^1], StringComparison.Ordinal)));
        }

        return Has(Groups, info.Group) && HasResource(info) && (Names.Length == 0 || Names.Contains(info.Name));
    }

    private bool HasResource(RequestInfo info) =>
        Has(Resources, info.ResourceAndSubresource)
        || (info.Subresource.Length > 0 && (Resources.Contains("*/" + info.Subresource) || Resources.Contains(info.Resource + "/*")));

    private static bool Has(string[] values, string value) => Array.Exists(values, v => v == "*" || v == value);
}
