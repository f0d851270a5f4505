namespace Vpa.Kubernetes.Client;

/// <summary>The kinds of patches the API server takes.</summary>
public enum PatchKind
{
    /// <summary>A list of operations (RFC 6902).</summary>
    Json,

    /// <summary>A merge patch (RFC 7386).</summary>
    Merge,

    /// <summary>A strategic merge patch; only built-in kinds take it.</summary>
    StrategicMerge,
}
