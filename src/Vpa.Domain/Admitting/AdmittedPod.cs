using System.Collections.Immutable;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Admitting;

/// <summary>A pod as it arrives at admission.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="ContainersWithClaims">
/// Names of containers whose <c>resources</c> has <c>claims</c>, which must survive (Q10).
/// </param>
public sealed record AdmittedPod(Pod Pod, ImmutableArray<string> ContainersWithClaims)
{
    /// <summary>A pod whose containers have nothing but requests and limits.</summary>
    public AdmittedPod(Pod pod)
        : this(pod, [])
    {
    }
}
