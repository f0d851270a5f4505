using Vpa.Admission.Ports;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;

namespace Vpa.Admission.Tests;

/// <summary>A cluster with a few VPAs, their targets, and LimitRanges; all may change while a test runs.</summary>
internal sealed class AdmissionStateOf(params VerticalPodAutoscaler[] vpas) : IAdmissionState
{
    public VpaTargetIndex Vpas { get; set; } = VpaTargetIndex.Of(vpas);

    public InMemoryControllers Known { get; } = vpas.Aggregate(
        new InMemoryControllers(), (known, vpa) => known.Add(vpa.Target!.Kind, vpa.Target.Name, @namespace: vpa.Key.Namespace));

    public IControllerDirectory Controllers => Known;

    public List<LimitRange> Ranges { get; } = [];

    public IReadOnlyList<LimitRange> LimitRanges(string @namespace) => [.. Ranges.Where(r => r.Key.Namespace == @namespace)];
}
