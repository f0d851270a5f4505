namespace Vpa.Admission.Wire;

/// <summary>A group, version and resource.</summary>
internal sealed record ResourceMessage
{
    /// <summary>The API group; empty for the core group.</summary>
    public string? Group { get; init; }

    /// <summary>The version.</summary>
    public string? Version { get; init; }

    /// <summary>The resource's plural name.</summary>
    public string? Resource { get; init; }
}
