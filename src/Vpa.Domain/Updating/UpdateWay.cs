namespace Vpa.Domain.Updating;

/// <summary>How the running pods of a VPA are updated.</summary>
internal enum UpdateWay
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By eviction.</summary>
    Evict,

    /// <summary>By a resize in place.</summary>
    Resize,

    /// <summary>By a resize in place, which the API server does not offer, or perhaps not.</summary>
    ResizeUnavailable,
}
