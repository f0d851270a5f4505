using Vpa.Admission.Ports;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing.Workloads;

namespace Vpa.Admission.Tests;

/// <summary>A cluster with a few VPAs, their targets, and LimitRanges; all may change while a test runs.</summary>
internal sealed class AdmissionStateOf(params VerticalPodAutoscaler[] vpas) : IAdmissionState
{
    public VpaTargetIndex Vpas { get; set; } = VpaTargetIndex.Of(vpas);

    public KnownControllers Known { get; } = vpas.Aggregate(
        new KnownControllers(), (known, vpa) => known.With(vpa.Key.Namespace, vpa.Target!.Kind, vpa.Target.Name));

    public IControllerDirectory Controllers => Known;

    public List<LimitRange> Ranges { get; } = [];

    public IReadOnlyList<LimitRange> LimitRanges(string @namespace) => [.. Ranges.Where(r => r.Key.Namespace == @namespace)];
}
