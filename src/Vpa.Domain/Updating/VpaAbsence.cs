namespace Vpa.Domain.Updating;

/// <summary>Why a VPA takes no part in a run (section 3 of the updater's specification).</summary>
public enum VpaAbsence
{
    /// <summary>It takes part.</summary>
    None,

    /// <summary>Its namespace is ignored (U21).</summary>
    NamespaceIgnored,

    /// <summary>Its mode leaves running pods alone and no start-up boost is configured (U22, U23).</summary>
    UpdateMode,

    /// <summary>It has no target, or the target's selector cannot be told (U24).</summary>
    Target,
}
