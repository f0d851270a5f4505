using Vpa.Domain.Workloads;

namespace Vpa.Recommender.Ports;

/// <summary>The pods as the watch cache knows them; pending ones are skipped by the reader (R114).</summary>
public interface IPodSource
{
    /// <summary>All pods, as an immutable snapshot.</summary>
    IReadOnlyCollection<Pod> ListPods();
}
