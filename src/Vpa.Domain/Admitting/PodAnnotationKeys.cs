namespace Vpa.Domain.Admitting;

/// <summary>The annotations on pods that the components of a VPA agree on (A138-A141).</summary>
public static class PodAnnotationKeys
{
    /// <summary>What was changed at admission, for people.</summary>
    public const string Updates = "vpaUpdates";

    /// <summary>The containers the webhook saw, joined by comma and blank; sidecars injected later are missing (A145).</summary>
    public const string ObservedContainers = "vpaObservedContainers";

    /// <summary>Marks a pod that was resized in place; the updater's.</summary>
    public const string InPlaceUpdated = "vpaInPlaceUpdated";

    /// <summary>Joins the names in <see cref="ObservedContainers"/>.</summary>
    public const string ObservedContainersSeparator = ", ";
}
