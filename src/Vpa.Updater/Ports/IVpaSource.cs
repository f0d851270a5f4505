using Vpa.Domain.Policies;

namespace Vpa.Updater.Ports;

/// <summary>The VPA objects as the watch cache knows them.</summary>
public interface IVpaSource
{
    /// <summary>All VPAs, as an immutable snapshot.</summary>
    IReadOnlyCollection<VerticalPodAutoscaler> ListVpas();
}
