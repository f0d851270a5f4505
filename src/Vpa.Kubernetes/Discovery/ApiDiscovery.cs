using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Discovery;

/// <summary>What the API server serves, asked for as needed and remembered for five minutes (R113). Failures are not remembered.</summary>
/// <param name="api">The API server.</param>
/// <param name="time">The clock.</param>
public sealed class ApiDiscovery(KubernetesApi api, TimeProvider time)
{
    /// <summary>How long an answer is used (R113).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string GroupsPath = "apis";
    private readonly ConcurrentDictionary<string, Remembered> _answers = new(StringComparer.Ordinal);

    /// <summary>Whether a resource or subresource is served in a group and version, for example <c>pods/resize</c> in <c>v1</c>.</summary>
    /// <exception cref="KubernetesApiException">The server could not be asked.</exception>
    public async Task<bool> HasResourceAsync(string groupVersion, string resource, CancellationToken cancellationToken) =>
        await FindResourceAsync(groupVersion, resource, cancellationToken) is not null;

    /// <summary>A resource or subresource of a group and version, or null when it is not served.</summary>
    /// <exception cref="KubernetesApiException">The server could not be asked.</exception>
    public async Task<ApiResource?> FindResourceAsync(string groupVersion, string resource, CancellationToken cancellationToken) =>
        (await ResourcesAsync(groupVersion, cancellationToken)).FirstOrDefault(r => r.Name == resource);

    /// <summary>The resources of a group and version; none when it is not served.</summary>
    /// <exception cref="KubernetesApiException">The server could not be asked.</exception>
    public async Task<ImmutableArray<ApiResource>> ResourcesAsync(string groupVersion, CancellationToken cancellationToken)
    {
        var root = groupVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{groupVersion}" : $"api/{groupVersion}";
        var list = await ReadAsync(root, WireJson.Default.WireApiResourceList, cancellationToken);
        return [.. (list?.Resources ?? []).Where(r => r is not null).Select(r => new ApiResource(r.Name ?? "", r.Kind ?? "", r.Namespaced, r.Group ?? "", r.Version ?? ""))];
    }

    /// <summary>The resources, subresources left out, that hold a kind of a group: one a served version, the preferred version first.</summary>
    /// <exception cref="KubernetesApiException">The server could not be asked.</exception>
    public async Task<ImmutableArray<ResourcePath>> ResolveAsync(string group, string kind, CancellationToken cancellationToken)
    {
        var paths = ImmutableArray.CreateBuilder<ResourcePath>();
        foreach (var version in await VersionsAsync(group, cancellationToken))
        {
            var resources = await ResourcesAsync(group.Length == 0 ? version : $"{group}/{version}", cancellationToken);
            paths.AddRange(resources.Where(r => r.Kind == kind && !r.Name.Contains('/', StringComparison.Ordinal)).Select(r => new ResourcePath(group, version, r.Name)));
        }

        return paths.ToImmutable();
    }

    private async Task<IEnumerable<string>> VersionsAsync(string group, CancellationToken cancellationToken)
    {
        if (group.Length == 0)
        {
            return ["v1"];
        }

        var groups = await ReadAsync(GroupsPath, WireJson.Default.WireApiGroupList, cancellationToken);
        var found = groups?.Groups?.FirstOrDefault(g => g?.Name == group);
        var preferred = found?.PreferredVersion?.Version;
        return (found?.Versions ?? []).Select(v => v?.Version ?? "").Where(v => v.Length > 0).OrderBy(v => v != preferred);
    }

    /// <summary>Reads a path, or takes the remembered answer; null when the path does not exist.</summary>
    private async Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (_answers.TryGetValue(path, out var remembered) && time.GetElapsedTime(remembered.At) < Lifetime)
        {
            return (T?)remembered.Answer;
        }

        T? answer;
        try
        {
            answer = await api.GetJsonAsync(path, type, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            answer = null;
        }

        _answers[path] = new(time.GetTimestamp(), answer);
        return answer;
    }

    private sealed record Remembered(long At, object? Answer);
}
