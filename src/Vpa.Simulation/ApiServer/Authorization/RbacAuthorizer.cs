namespace Vpa.Simulation.ApiServer;

/// <summary>Decides by the stored roles and bindings. Their compiled form is kept until one of them changes.</summary>
internal sealed class RbacAuthorizer(ObjectStore store, bool enforce)
{
    private static readonly PolicyRule Health = new(["get"], [], [], [], ["/healthz", "/livez", "/readyz", "/healthz/*", "/livez/*", "/readyz/*", "/version", "/version/"]);
    private static readonly PolicyRule Discovery = new(["get"], [], [], [], ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"]);
    private static readonly PolicyRule SelfReview = new(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews"], [], []);

    private volatile Compiled _compiled = new(-1, []);

    /// <exception cref="ApiStatusException">403 when no rule allows the request.</exception>
    public void Authorize(UserInfo user, RequestInfo info)
    {
        if (!IsAllowed(user, info))
        {
            throw Forbidden(user, info);
        }
    }

    public bool IsAllowed(UserInfo user, RequestInfo info)
    {
        var authenticated = user.Groups.Contains("system:authenticated", StringComparer.Ordinal);
        return user.IsAdministrator
            || Health.Allows(info)
            || (authenticated && (!enforce || Discovery.Allows(info) || SelfReview.Allows(info)))
            || Current().Any(b => (b.Namespace is null || (info.IsResource && b.Namespace == info.Namespace))
                && b.Covers(user) && b.Rules.Any(r => r.Allows(info)));
    }

    private IReadOnlyList<PolicyBinding> Current()
    {
        var version = Math.Max(
            Math.Max(store.LastVersionOf(BuiltinResources.ClusterRoles), store.LastVersionOf(BuiltinResources.Roles)),
            Math.Max(store.LastVersionOf(BuiltinResources.ClusterRoleBindings), store.LastVersionOf(BuiltinResources.RoleBindings)));
        if (_compiled.Version != version)
        {
            _compiled = new Compiled(version, [.. Compile()]);
        }

        return _compiled.Bindings;
    }

    private IEnumerable<PolicyBinding> Compile()
    {
        foreach (var resource in (ResourceDefinition[])[BuiltinResources.ClusterRoleBindings, BuiltinResources.RoleBindings])
        {
            foreach (var stored in store.Snapshot(resource).In(null))
            {
                var binding = stored.ToJson();
                var ofCluster = binding.TextAt("roleRef", "kind") == "ClusterRole";
                var role = store.Find(
                    ofCluster ? BuiltinResources.ClusterRoles : BuiltinResources.Roles,
                    new ObjectKey(ofCluster ? "" : stored.Key.Namespace, binding.TextAt("roleRef", "name") ?? ""));
                if (role is not null)
                {
                    var ns = resource.Namespaced ? stored.Key.Namespace : null;
                    yield return new PolicyBinding(ns, [.. binding.ObjectsAt("subjects")], [.. PolicyRule.Read(role.ToJson())]);
                }
            }
        }
    }

    private static ApiStatusException Forbidden(UserInfo user, RequestInfo info)
    {
        if (!info.IsResource)
        {
            return new ApiStatusException(
                403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {info.Verb} path \"{info.Path}\"", []);
        }

        var where = info.Namespace.Length > 0 ? $"in the namespace \"{info.Namespace}\"" : "at the cluster scope";
        var name = info.Name.Length > 0 ? $" \"{info.Name}\"" : "";
        var resource = info.Group.Length > 0 ? $"{info.Resource}.{info.Group}" : info.Resource;
        return new ApiStatusException(
            403, "Forbidden",
            $"{resource}{name} is forbidden: User \"{user.Name}\" cannot {info.Verb} resource \"{info.ResourceAndSubresource}\" "
            + $"in API group \"{info.Group}\" {where}",
            new System.Text.Json.Nodes.JsonObject { ["name"] = info.Name, ["group"] = info.Group, ["kind"] = info.Resource });
    }

    private sealed record Compiled(long Version, IReadOnlyList<PolicyBinding> Bindings);
}
