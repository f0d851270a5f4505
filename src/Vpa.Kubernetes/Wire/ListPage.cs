namespace Vpa.Kubernetes.Wire;

/// <summary>What a page of a list says about itself.</summary>
/// <param name="ResourceVersion">The version of the list; null when absent.</param>
/// <param name="ContinueToken">The token of the next page; null on the last one.</param>
internal readonly record struct ListPage(string? ResourceVersion, string? ContinueToken);
