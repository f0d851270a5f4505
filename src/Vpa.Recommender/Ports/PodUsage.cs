using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>What the containers of one pod used.</summary>
/// <param name="Pod">Namespace and name of the pod.</param>
/// <param name="Timestamp">End of the window measured (R44).</param>
/// <param name="Containers">One entry a container.</param>
public sealed record PodUsage(NamespacedName Pod, DateTimeOffset Timestamp, ImmutableArray<ContainerUsage> Containers);
