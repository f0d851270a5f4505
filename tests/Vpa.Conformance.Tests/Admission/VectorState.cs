using System.Collections.Immutable;
using Vpa.Admission.Ports;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>A cluster with one VPA, its target, and LimitRanges.</summary>
internal sealed class VectorState(VerticalPodAutoscaler vpa, ImmutableArray<LimitRange> limitRanges) : IAdmissionState
{
    public VpaTargetIndex Vpas { get; } = VpaTargetIndex.Of([vpa]);

    public IControllerDirectory Controllers { get; } =
        new InMemoryControllers().Add(vpa.Target!.Kind, vpa.Target.Name, @namespace: vpa.Key.Namespace);

    public IReadOnlyList<LimitRange> LimitRanges(string @namespace) => @namespace == vpa.Key.Namespace ? limitRanges : [];
}
