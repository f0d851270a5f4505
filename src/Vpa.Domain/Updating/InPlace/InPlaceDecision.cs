namespace Vpa.Domain.Updating.InPlace;

/// <summary>What may happen to a pod under a mode that resizes (U83).</summary>
public enum InPlaceDecision
{
    /// <summary>Nothing in this run.</summary>
    Deferred,

    /// <summary>It may be resized.</summary>
    Approved,

    /// <summary>Its resize is stuck, so it may be evicted; never in mode <c>InPlace</c>.</summary>
    Evict,
}
