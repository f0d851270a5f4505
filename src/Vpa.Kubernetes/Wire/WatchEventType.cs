namespace Vpa.Kubernetes.Wire;

/// <summary>What a watch event tells.</summary>
internal enum WatchEventType
{
    /// <summary>A type this program does not know.</summary>
    Unknown,

    /// <summary>The object is new, or began to match the selectors.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or ceased to match the selectors.</summary>
    Deleted,

    /// <summary>Nothing happened up to a resourceVersion.</summary>
    Bookmark,

    /// <summary>The watch failed; the object is a <c>Status</c>.</summary>
    Error,
}
