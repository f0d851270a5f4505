using System.Text.Json.Serialization;

namespace Vpa.Admission.Wire;

/// <summary>The members of a pod's metadata that admission looks at.</summary>
internal sealed record PodMetadataMessage
{
    /// <summary>The name; absent where the server will generate it.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace; may be absent.</summary>
    public string? Namespace { get; init; }

    /// <summary>Labels.</summary>
    public Dictionary<string, string>? Labels { get; init; }

    /// <summary>Whether there are annotations, even if none is in them.</summary>
    [JsonConverter(typeof(PresenceConverter))]
    public bool Annotations { get; init; }

    /// <summary>Owner references.</summary>
    public OwnerReferenceMessage?[]? OwnerReferences { get; init; }
}
