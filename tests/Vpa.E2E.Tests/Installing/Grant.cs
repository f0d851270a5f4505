namespace Vpa.E2E.Tests.Installing;

/// <summary>One right of one account, as small as RBAC can give it.</summary>
/// <param name="Account">The ServiceAccount, <c>namespace/name</c>.</param>
/// <param name="Namespace">Where it holds; empty for the whole cluster.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Group">The API group, <c>*</c> for any.</param>
/// <param name="Resource">The resource with its subresource; <c>*</c> in place of the resource for any.</param>
/// <param name="Name">The one object it is limited to; empty for any.</param>
internal sealed record Grant(string Account, string Namespace, string Verb, string Group, string Resource, string Name)
{
    /// <summary>The rights that a manifest gives, one for each verb, group, resource and name.</summary>
    public static IReadOnlyList<Grant> Of(RenderedManifest manifest) => [.. RoleRight.Of(manifest).Select(r => r.Grant)];

    /// <summary>Whether it is this right that lets a request through.</summary>
    public bool Allows(AuditedRequest request) =>
        request.Account == Account && request.Verb == Verb
        && (Group == "*" || Group == request.Group)
        && (Resource == request.Resource || (Resource.StartsWith("*/", StringComparison.Ordinal) && request.Resource.EndsWith(Resource[1..], StringComparison.Ordinal)))
        && (Name.Length == 0 || Name == request.Name)
        && (Namespace.Length == 0 || Namespace == request.Namespace);

    public override string ToString() => $"{Account}: {Verb} {Resource}.{Group} {Name} in {(Namespace.Length == 0 ? "all namespaces" : Namespace)}";
}
