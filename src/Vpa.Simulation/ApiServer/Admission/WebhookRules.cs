using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>Whether a webhook's rules and selectors choose a write.</summary>
internal static class WebhookRules
{
    public static bool Match(JsonObject webhook, AdmissionAttributes attributes, JsonObject item, JsonObject? home)
    {
        var resource = attributes.Request.Resource;
        if (resource.Group == "admissionregistration.k8s.io" || !webhook.ObjectsAt("rules").Any(r => MatchRule(r, attributes)))
        {
            return false;
        }

        var own = item.TextMapAt("metadata", "labels");
        var objects = LabelSelectors.FromJson(webhook["objectSelector"]);
        var chosen = objects.Matches(own) || (attributes.Old is { } old && objects.Matches(old.TextMapAt("metadata", "labels")));
        var namespaces = LabelSelectors.FromJson(webhook["namespaceSelector"]);
        return chosen && (resource.Equals(BuiltinResources.Namespaces) ? namespaces.Matches(own)
            : !resource.Namespaced || namespaces.Matches(home.TextMapAt("metadata", "labels")));
    }

    private static bool MatchRule(JsonObject rule, AdmissionAttributes attributes)
    {
        var (resource, info) = (attributes.Request.Resource, attributes.Request.Info);
        return Has(rule, "operations", attributes.Operation)
            && Has(rule, "apiGroups", resource.Group)
            && Has(rule, "apiVersions", info.Version)
            && rule.TextsAt("resources").Any(r => MatchResource(r, info))
            && (rule.TextAt("scope") ?? "*") is var scope && (scope == "*" || scope == "Namespaced" == resource.Namespaced);
    }

    private static bool Has(JsonObject rule, string property, string value) => rule.TextsAt(property).Any(v => v == "*" || v == value);

    private static bool MatchResource(string pattern, RequestInfo info) => pattern.Split('/') switch
    {
        ["*"] => info.Subresource.Length == 0,
        [var resource] => info.Subresource.Length == 0 && resource == info.Resource,
        [var resource, var subresource] => (resource == "*" || resource == info.Resource)
            && (subresource == "*" || subresource == info.Subresource),
        _ => false,
    };
}
