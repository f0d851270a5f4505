using System.Text.Json.Nodes;

namespace Vpa.Kubernetes.Admitting;

/// <summary>
/// The selectors of a registration that others may narrow: an administrator, or a provider of clusters. They are kept when the configuration is
/// written, unless flags ask for namespaces. What flags asked for is noted in an annotation, so that it goes when the flags go: left behind, it would
/// keep pods from the webhook that the updater evicts.
/// </summary>
internal static class WebhookSelectors
{
    /// <summary>The annotation that holds the expression that flags asked for.</summary>
    public const string Annotation = "vpa.k8s.io/namespace-expression";

    private const string Namespaces = "namespaceSelector";
    private const string Objects = "objectSelector";
    private const string Expressions = "matchExpressions";

    // What upstream registers where nothing is ignored (Q4).
    private const string OfUpstream = $$"""{"key":"{{WebhookConfiguration.NamespaceLabel}}","operator":"NotIn","values":[""]}""";

    /// <summary>Puts the selectors that are to stay into the object that is to be written.</summary>
    /// <param name="existing">What is there; null when nothing is.</param>
    /// <param name="desired">What is to be written; changed.</param>
    public static void Keep(JsonObject? existing, JsonObject desired)
    {
        var wanted = desired["webhooks"]![0]!.AsObject();
        var asked = ExpressionsOf(wanted).SingleOrDefault()?.ToJsonString();
        var noted = (string?)(existing?["metadata"]?["annotations"] as JsonObject)?[Annotation];
        if (asked is not null || noted is not null)
        {
            desired["metadata"]!["annotations"] = new JsonObject { [Annotation] = asked }; // null takes it away
        }

        if (WebhookConfiguration.Find(existing) is not var (_, webhook))
        {
            return;
        }

        if (webhook[Objects] is JsonObject objects)
        {
            wanted[Objects] = objects.DeepClone();
        }

        if (webhook[Namespaces] is JsonObject namespaces && (asked is null || ExpressionsOf(webhook).Any(e => e.ToJsonString() == asked)))
        {
            wanted[Namespaces] = Without(namespaces, e => e != asked && (e == noted || e == OfUpstream));
        }
    }

    private static JsonObject Without(JsonObject selector, Func<string, bool> isOurs)
    {
        var kept = selector.DeepClone().AsObject();
        if (kept[Expressions] is JsonArray expressions)
        {
            expressions.RemoveAll(e => e is not null && isOurs(e.ToJsonString()));
            if (expressions.Count == 0)
            {
                kept.Remove(Expressions);
            }
        }

        return kept;
    }

    private static IEnumerable<JsonNode> ExpressionsOf(JsonObject webhook) => (webhook[Namespaces]?[Expressions] as JsonArray ?? []).OfType<JsonNode>();
}
