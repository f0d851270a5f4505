namespace Vpa.Kubernetes.Discovery;

/// <summary>A resource or subresource that the API server serves.</summary>
/// <param name="Name">For example <c>pods</c> or <c>pods/eviction</c>.</param>
/// <param name="Kind">The kind of its objects.</param>
/// <param name="IsNamespaced">Whether its objects live in namespaces.</param>
/// <param name="Group">The group of its kind, where that differs from the place it is served at; else empty.</param>
/// <param name="Version">The version of its kind, where that differs; else empty.</param>
public sealed record ApiResource(string Name, string Kind, bool IsNamespaced, string Group, string Version);
