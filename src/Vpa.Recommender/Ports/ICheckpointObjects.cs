using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>The <c>VerticalPodAutoscalerCheckpoint</c> objects of the cluster. Safe for several threads.</summary>
public interface ICheckpointObjects
{
    /// <summary>Reads all of them, page by page; none when the cluster does not know the kind.</summary>
    /// <param name="withStatus">Whether their histories are wanted.</param>
    /// <param name="visit">Takes one; the same one may come twice.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CheckpointsUnavailableException">They cannot be listed.</exception>
    Task ListAsync(bool withStatus, Action<CheckpointObject> visit, CancellationToken cancellationToken);

    /// <summary>Writes the history of a VPA's container; makes the object if there is none (R134).</summary>
    /// <exception cref="CheckpointsUnavailableException">It was not written.</exception>
    Task WriteAsync(NamespacedName vpa, string container, AggregateCheckpoint status, CancellationToken cancellationToken);

    /// <summary>Deletes one; it may be gone already.</summary>
    /// <exception cref="CheckpointsUnavailableException">It was not deleted.</exception>
    Task DeleteAsync(NamespacedName key, CancellationToken cancellationToken);
}
