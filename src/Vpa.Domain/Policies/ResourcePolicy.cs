using System.Collections.Immutable;

namespace Vpa.Domain.Policies;

/// <summary>A VPA's constraints on values (<c>spec.resourcePolicy</c>).</summary>
/// <param name="ContainerPolicies">The entries in their order.</param>
public sealed record ResourcePolicy(ImmutableArray<ContainerPolicy> ContainerPolicies)
{
    /// <summary>The policy of a container: the first entry of its name, else the last entry named <c>*</c>, else null (R64, U52, A107).</summary>
    public ContainerPolicy? For(string containerName)
    {
        ContainerPolicy? any = null;
        foreach (var policy in ContainerPolicies)
        {
            if (policy.ContainerName == containerName)
            {
                return policy;
            }

            if (policy.ContainerName == ContainerPolicy.AnyContainer)
            {
                any = policy;
            }
        }

        return any;
    }
}
