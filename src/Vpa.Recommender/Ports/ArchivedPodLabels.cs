using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>The labels that a pod had.</summary>
/// <param name="Pod">Namespace and name of the pod, which may be gone.</param>
/// <param name="Labels">Its labels; characters of keys that the archive cannot hold are underscores.</param>
public sealed record ArchivedPodLabels(NamespacedName Pod, IReadOnlyDictionary<string, string> Labels);
