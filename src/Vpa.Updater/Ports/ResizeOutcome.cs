namespace Vpa.Updater.Ports;

/// <summary>How an attempt to resize a pod ended.</summary>
public enum ResizeOutcome
{
    /// <summary>The API server accepted it; whether the kubelet carries it out shows in the pod's conditions later (U100).</summary>
    Accepted,

    /// <summary>The node can never give the pod so much (U104).</summary>
    NodeCapacity,

    /// <summary>It was refused otherwise: the change is not allowed, the pod is another one by now, or the server failed over it.</summary>
    Refused,

    /// <summary>The server did not come to judge it (409, 410, 429 or 503), which says nothing about the change; the next run tries again.</summary>
    Failed,

    /// <summary>The pod is gone (404).</summary>
    Gone,

    /// <summary>No answer came, so it may or may not have happened; the next run sees which.</summary>
    Unanswered,
}
