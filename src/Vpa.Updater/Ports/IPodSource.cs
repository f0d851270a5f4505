using Vpa.Domain.Workloads;

namespace Vpa.Updater.Ports;

/// <summary>The pods as the watch cache knows them: scheduled, and neither succeeded nor failed (U26).</summary>
public interface IPodSource
{
    /// <summary>All pods, as an immutable snapshot.</summary>
    IReadOnlyCollection<Pod> ListPods();
}
