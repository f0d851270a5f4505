namespace Vpa.Domain.Admitting;

/// <summary>How the admission of a pod ended. Whatever it is, the pod is admitted.</summary>
public enum PodOutcome
{
    /// <summary>A VPA controls the pod; there is a patch.</summary>
    Patched,

    /// <summary>The request is not the creation of a pod of version v1 (A91).</summary>
    NotAPodCreation,

    /// <summary>The object could not be read as a pod (A91).</summary>
    Undecodable,

    /// <summary>The pod's namespace is to be left alone (Q5).</summary>
    NamespaceIgnored,

    /// <summary>Nobody controls the pod (A93), or no controller above it is well-known or scalable.</summary>
    NoController,

    /// <summary>A controller of a well-known kind above the pod is not known, or not known yet (Q15): each kind is watched for itself.</summary>
    OwnerMissing,

    /// <summary>An owner of a custom kind above the pod was not read in the time that is waited for it (A94, Q15).</summary>
    OwnerPending,

    /// <summary>The owners above the pod could not be looked up (A96).</summary>
    OwnerUnknown,

    /// <summary>No VPA targets a controller of the pod (A102).</summary>
    NotTargeted,

    /// <summary>VPAs target a controller of the pod, but all are off (A98).</summary>
    VpaOff,

    /// <summary>The target of the VPA does not select the pod (A99).</summary>
    NotSelected,

    /// <summary>The VPA's start-up boost makes no sense (A123).</summary>
    InvalidStartupBoost,

    /// <summary>Deciding failed unexpectedly (A19).</summary>
    Failed,
}
