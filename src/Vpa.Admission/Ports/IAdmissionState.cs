using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Ports;

/// <summary>What the caches know, for deciding about one request: no I/O and no lock in any member.</summary>
public interface IAdmissionState
{
    /// <summary>VPAs by target; one immutable snapshot.</summary>
    VpaTargetIndex Vpas { get; }

    /// <summary>Controllers by key.</summary>
    IControllerDirectory Controllers { get; }

    /// <summary>The LimitRanges of a namespace, in the order of their names (A104).</summary>
    IReadOnlyList<LimitRange> LimitRanges(string @namespace);
}
