namespace Vpa.Kubernetes.Client;

/// <summary>Where the API server serves a resource.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version, for example <c>v1</c>.</param>
/// <param name="Resource">The resource in the plural, for example <c>pods</c>.</param>
public readonly record struct ResourcePath(string Group, string Version, string Resource)
{
    /// <summary>Leases, for leadership and for the status of the admission controller.</summary>
    public static ResourcePath Leases { get; } = new("coordination.k8s.io", "v1", "leases");

    /// <summary>Group and version, for example <c>apps/v1</c> or <c>v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    private string Root => Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";

    /// <summary>The path of all objects of a namespace, or of the whole cluster when it is null or empty.</summary>
    public string Collection(string? @namespace) =>
        string.IsNullOrEmpty(@namespace) ? $"{Root}/{Resource}" : $"{Root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Resource}";

    /// <summary>The path of one object; the namespace is null or empty for cluster-scoped ones.</summary>
    public string Object(string? @namespace, string name) => $"{Collection(@namespace)}/{Uri.EscapeDataString(name)}";

    /// <summary>The path of a subresource of one object.</summary>
    public string Subresource(string? @namespace, string name, string subresource) => $"{Object(@namespace, name)}/{subresource}";

    /// <inheritdoc/>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
