using Vpa.Kubernetes.Client;

namespace Vpa.Kubernetes.Caching;

/// <summary>Which objects a cache holds.</summary>
/// <typeparam name="T">The kind of objects.</typeparam>
/// <param name="Path">Where they are served.</param>
/// <param name="Decoder">How they are read.</param>
/// <param name="Namespace">The only namespace looked at; null or empty for all.</param>
/// <param name="FieldSelector">A field selector evaluated by the server; null for none.</param>
internal sealed record CachedResource<T>(ResourcePath Path, IObjectDecoder<T> Decoder, string? Namespace = null, string? FieldSelector = null)
    where T : class
{
    /// <summary>The request for one page of the list.</summary>
    /// <param name="limit">Objects a page; 0 for one page of all.</param>
    /// <param name="continueToken">The token of the page; null for the first.</param>
    public string ListPage(int limit, string? continueToken) =>
        Query(Path.Collection(Namespace), FieldSelector, limit > 0 ? $"limit={limit}" : null, continueToken is null ? null : $"continue={Uri.EscapeDataString(continueToken)}");

    /// <summary>The request for a watch.</summary>
    public string Watch(string resourceVersion, int timeoutSeconds) => Query(
        Path.Collection(Namespace),
        FieldSelector,
        "watch=1",
        "allowWatchBookmarks=true",
        $"resourceVersion={Uri.EscapeDataString(resourceVersion)}",
        $"timeoutSeconds={timeoutSeconds}");

    /// <summary>The request for a list of one object, or none if it does not exist or does not match the selector.</summary>
    public string ListOne(string @namespace, string name)
    {
        var byName = $"metadata.name={name}";
        return Query(Path.Collection(@namespace), FieldSelector is null ? byName : $"{FieldSelector},{byName}");
    }

    private static string Query(string path, string? fieldSelector, params ReadOnlySpan<string?> parameters)
    {
        var selector = fieldSelector is null ? null : $"fieldSelector={Uri.EscapeDataString(fieldSelector)}";
        var query = string.Join('&', new[] { selector }.Concat(parameters.ToArray()).Where(p => p is not null));
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}
