namespace Vpa.Kubernetes.Updating;

/// <summary>The reasons of the updater's events: a closed set; the first four are upstream's (U120).</summary>
internal enum UpdateEventReason
{
    /// <summary>On a pod: its eviction was accepted.</summary>
    EvictedByVPA,

    /// <summary>On a VPA: the eviction of one of its pods was accepted.</summary>
    EvictedPod,

    /// <summary>On a pod: its resize was accepted, be it the end of a start-up boost.</summary>
    InPlaceResizedByVPA,

    /// <summary>On a pod: a resize was infeasible before, and nothing recommended is lower now (U106).</summary>
    InPlaceResizeSkipped,

    /// <summary>On the status lease: the admission controller shows no sign of life, so nothing is updated (U18).</summary>
    AdmissionControllerNotAlive,

    /// <summary>On the status lease: the admission controller is alive again.</summary>
    AdmissionControllerAlive,
}
