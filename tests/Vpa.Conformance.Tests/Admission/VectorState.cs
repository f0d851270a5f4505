using System.Collections.Immutable;
using Vpa.Admission.Ports;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing.Workloads;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>A cluster with one VPA, its target, and LimitRanges.</summary>
internal sealed class VectorState(VerticalPodAutoscaler vpa, ImmutableArray<LimitRange> limitRanges) : IAdmissionState
{
    public VpaTargetIndex Vpas { get; } = VpaTargetIndex.Of([vpa]);

    public IControllerDirectory Controllers { get; } =
        new KnownControllers().With(vpa.Key.Namespace, vpa.Target!.Kind, vpa.Target.Name);

    public IReadOnlyList<LimitRange> LimitRanges(string @namespace) => @namespace == vpa.Key.Namespace ? limitRanges : [];
}
