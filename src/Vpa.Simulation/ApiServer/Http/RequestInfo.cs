using Microsoft.AspNetCore.Http;

namespace Vpa.Simulation.ApiServer;

/// <summary>What a request means in Kubernetes' terms: a verb on a resource, or a plain path.</summary>
internal sealed record RequestInfo
{
    private static readonly string[] NamespaceSubresources = ["status", "finalize"];

    public required string Path { get; init; }

    public required string Verb { get; init; }

    /// <summary>True below /api/v1 and /apis/group/version; false for discovery, health and OpenAPI.</summary>
    public bool IsResource { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Name { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>resource or resource/subresource, as RBAC rules and counters name it.</summary>
    public string ResourceAndSubresource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";

    public static RequestInfo From(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", var version, _, ..] => Of(request, path, "", version, parts[2..]),
            ["apis", var group, var version, _, ..] => Of(request, path, group, version, parts[3..]),
            _ => new RequestInfo { Path = path, Verb = request.Method.ToLowerInvariant() },
        };
    }

    private static RequestInfo Of(HttpRequest request, string path, string group, string version, string[] rest)
    {
        var ns = "";
        if (rest is ["namespaces", var named, var next, ..] && !(rest.Length == 3 && NamespaceSubresources.Contains(next)))
        {
            ns = named;
            rest = rest[2..];
        }
        else if (rest is ["namespaces", var itself, ..] && group.Length == 0)
        {
            ns = itself;
        }

        var name = rest.Length > 1 ? rest[1] : "";
        return new RequestInfo
        {
            Path = path,
            Verb = VerbOf(request, name.Length > 0),
            IsResource = true,
            Group = group,
            Version = version,
            Namespace = ns,
            Resource = rest[0],
            Name = name,
            Subresource = rest.Length > 2 ? string.Join('/', rest[2..]) : "",
        };
    }

    private static string VerbOf(HttpRequest request, bool named) => request.Method switch
    {
        "GET" or "HEAD" => named ? "get" : IsTrue(request.Query["watch"]) ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => named ? "delete" : "deletecollection",
        var other => other.ToLowerInvariant(),
    };

    private static bool IsTrue(string? value) => value is "true" or "1";
}
