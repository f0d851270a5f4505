using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Workloads;

/// <summary>An object that may have a <c>scale</c> subresource.</summary>
/// <param name="Group">The API group.</param>
/// <param name="Workload">Namespace, kind and name.</param>
internal readonly record struct ScaleKey(string Group, WorkloadKey Workload);
