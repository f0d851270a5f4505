using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>Resizes pods in place through the resize subresource.</summary>
public interface IPodResizer
{
    /// <summary>Whether the API server offers it. Failures are logged by the implementation and returned as <see cref="ResizeSupport.Unknown"/>; cancellation is thrown.</summary>
    Task<ResizeSupport> FindSupportAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Resizes one pod, if it still is the one of that UID, then marks it as resized and takes the annotations of ended boosts off it (U99).
    /// Failing to annotate does not change the outcome. Failures are logged by the implementation and returned, not thrown; cancellation is thrown.
    /// </summary>
    Task<ResizeOutcome> ResizeAsync(Pod pod, PodResize resize, CancellationToken cancellationToken);
}
