using System.Diagnostics.CodeAnalysis;
using Vpa.Domain.Policies;

namespace Vpa.Kubernetes.Wire;

/// <summary>
/// Has VPAs of the same policy share one object of it: clusters make their VPAs from few templates, and a policy takes a third of what admission keeps of a VPA.
/// Only so many are remembered; others are kept by their VPAs alone. For one thread.
/// </summary>
internal sealed class SharedPolicies : IEqualityComparer<ResourcePolicy>
{
    /// <summary>How many different policies are remembered at most.</summary>
    internal const int Limit = 512;

    private readonly HashSet<ResourcePolicy> _known;

    public SharedPolicies() => _known = new(this);

    /// <summary>A policy that would be printed the same: an earlier one, or else the given one.</summary>
    public ResourcePolicy Share(ResourcePolicy policy)
    {
        if (_known.TryGetValue(policy, out var known))
        {
            return known;
        }

        if (_known.Count >= Limit)
        {
            _known.Clear();
        }

        _known.Add(policy);
        return policy;
    }

    /// <inheritdoc/>
    public bool Equals(ResourcePolicy? x, ResourcePolicy? y) =>
        x is not null && y is not null && x.ContainerPolicies.AsSpan().SequenceEqual(y.ContainerPolicies.AsSpan(), Content.Instance);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] ResourcePolicy obj)
    {
        var hash = default(HashCode);
        foreach (var policy in obj.ContainerPolicies)
        {
            hash.Add(policy.ContainerName, StringComparer.Ordinal);
            hash.Add(policy.MinAllowed);
            hash.Add(policy.MaxAllowed);
        }

        return hash.ToHashCode();
    }

    private sealed class Content : IEqualityComparer<ContainerPolicy>
    {
        public static readonly Content Instance = new();

        /// <summary>Quantities of one value may differ in how they are printed, and so would a patch: hence lists by their letters, and no sharing of what is rare.</summary>
        public bool Equals(ContainerPolicy? x, ContainerPolicy? y) =>
            x is not null && y is not null
            && x is { StartupBoost: null, OomBumpUpRatio: null, OomMinBumpUp: null }
            && x with { MinAllowed = y.MinAllowed, MaxAllowed = y.MaxAllowed, ControlledResources = y.ControlledResources } == y
            && x.MinAllowed.IsWrittenAs(y.MinAllowed) && x.MaxAllowed.IsWrittenAs(y.MaxAllowed)
            && x.ControlledResources.HasValue == y.ControlledResources.HasValue
            && (x.ControlledResources is not { } names || names.AsSpan().SequenceEqual(y.ControlledResources!.Value.AsSpan()));

        public int GetHashCode([DisallowNull] ContainerPolicy obj) => obj.GetHashCode();
    }
}
