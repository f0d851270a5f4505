namespace Vpa.Simulation.ApiServer;

/// <summary>A resource that the server stores: its names, scope, versions and subresources. Equal when stored in the same place.</summary>
internal sealed class ResourceDefinition : IEquatable<ResourceDefinition>
{
    public static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public required string Group { get; init; }

    /// <summary>Served versions, the preferred one first.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    public required string StorageVersion { get; init; }

    public required string Kind { get; init; }

    public required string Plural { get; init; }

    public required bool Namespaced { get; init; }

    public string Singular { get; init; } = "";

    public string ListKind { get; init; } = "";

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether status is written through its own subresource only.</summary>
    public bool HasStatus { get; init; }

    public ScaleMapping? Scale { get; init; }

    /// <summary>Subresources beside status and scale, with the verb that each takes.</summary>
    public IReadOnlyList<string> ExtraSubresources { get; init; } = [];

    /// <summary>Dotted paths a fieldSelector may name beside metadata.name and metadata.namespace.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>Versions of a custom resource; empty for built-in kinds.</summary>
    public IReadOnlyList<CustomVersion> CustomVersions { get; init; } = [];

    public bool IsCustom => CustomVersions.Count > 0;

    /// <summary>Resources with the same key are views of the same objects (events of both groups).</summary>
    public string StorageKey => Plural == "events" && Group is "" or "events.k8s.io" ? "/events" : $"{Group}/{Plural}";

    /// <summary>The name in messages: pods, deployments.apps.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string StorageApiVersion => ApiVersion(StorageVersion);

    public string ApiVersion(string version) => Group.Length == 0 ? version : $"{Group}/{version}";

    public CustomVersion? CustomVersion(string version) => CustomVersions.FirstOrDefault(v => v.Name == version);

    public bool Equals(ResourceDefinition? other) => other is not null && other.StorageKey == StorageKey;

    public override bool Equals(object? obj) => Equals(obj as ResourceDefinition);

    public override int GetHashCode() => StorageKey.GetHashCode(StringComparison.Ordinal);
}
