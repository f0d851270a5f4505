using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>The past usage of one container of one pod.</summary>
/// <param name="Pod">Namespace and name of the pod, which may be gone.</param>
/// <param name="Container">The container's name.</param>
/// <param name="Points">The values in the order of time, at most one an instant.</param>
public sealed record ArchivedSeries(NamespacedName Pod, string Container, IReadOnlyList<ArchivedPoint> Points);
