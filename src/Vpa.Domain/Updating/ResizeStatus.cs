namespace Vpa.Domain.Updating;

/// <summary>How far an in-place resize of a pod has come (U82).</summary>
public enum ResizeStatus
{
    /// <summary>No resize is under way (U81).</summary>
    None,

    /// <summary>The kubelet will try again when there is room.</summary>
    Deferred,

    /// <summary>The node can never carry it out.</summary>
    Infeasible,

    /// <summary>The kubelet is carrying it out.</summary>
    InProgress,

    /// <summary>Carrying it out failed.</summary>
    Error,

    /// <summary>The conditions say something this program does not know.</summary>
    Unknown,
}
