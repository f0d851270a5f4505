using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>One right of one account, and where it comes from.</summary>
/// <param name="Role">The Role or ClusterRole.</param>
/// <param name="Rule">The place of the rule that gives it in <see cref="Split"/> of the role.</param>
/// <param name="Grant">The right.</param>
internal sealed record RoleRight(JsonObject Role, int Rule, Grant Grant)
{
    /// <summary>The rights that a manifest gives, for each subject of each binding.</summary>
    public static IReadOnlyList<RoleRight> Of(RenderedManifest manifest)
    {
        var roles = manifest.Of("Role").Concat(manifest.Of("ClusterRole")).ToDictionary(r => (Text(r["kind"]), Namespace: Text(r["metadata"]!["namespace"]), RenderedManifest.Name(r)));
        return
        [
            .. from binding in manifest.Of("RoleBinding").Concat(manifest.Of("ClusterRoleBinding"))
               let ns = Text(binding["metadata"]!["namespace"])
               let kind = Text(binding["roleRef"]!["kind"])
               let role = roles[(kind, kind == "Role" ? ns : "", Text(binding["roleRef"]!["name"]))]
               from subject in binding["subjects"]!.AsArray()
               let account = $"{Text(subject!["namespace"])}/{Text(subject["name"])}"
               from rule in Split(role).Index()
               select new RoleRight(role, rule.Index, new Grant(account, ns, First(rule.Item, "verbs"), First(rule.Item, "apiGroups"), First(rule.Item, "resources"), First(rule.Item, "resourceNames"))),
        ];
    }

    /// <summary>The rules of a role, each as small as it can be: one verb, group, resource and name.</summary>
    public static IReadOnlyList<JsonObject> Split(JsonObject role) =>
    [
        .. from rule in role["rules"]!.AsArray()
           from verb in RenderedManifest.Texts(rule!["verbs"])
           from apiGroup in RenderedManifest.Texts(rule["apiGroups"])
           from resource in RenderedManifest.Texts(rule["resources"])
           from name in rule["resourceNames"] is { } names ? RenderedManifest.Texts(names) : [""]
           select Single(verb, apiGroup, resource, name),
    ];

    private static JsonObject Single(string verb, string apiGroup, string resource, string name)
    {
        var rule = new JsonObject { ["verbs"] = new JsonArray(verb), ["apiGroups"] = new JsonArray(apiGroup), ["resources"] = new JsonArray(resource) };
        if (name.Length > 0)
        {
            rule["resourceNames"] = new JsonArray(name);
        }

        return rule;
    }

    private static string First(JsonObject rule, string field) => Text(rule[field]?[0]);

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
