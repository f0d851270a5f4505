using System.Collections.Immutable;
using Vpa.Domain.Admitting.Submitted;
using Vpa.Domain.Policies;

namespace Vpa.Domain.Admitting;

/// <summary>
/// What a submitted object may use: a gated feature also while its gate is off, if the object before the update used one of its group
/// (A55-A58).
/// </summary>
/// <param name="StartupBoost">Start-up boosts (A55).</param>
/// <param name="PerVpaConfig">Overrides of OOM and aggregation parameters (A56).</param>
/// <param name="InPlace">Update mode <c>InPlace</c> (A57).</param>
/// <param name="OddResources">Names of controlled resources that are tolerated (A58).</param>
internal sealed record UpdateRelaxations(bool StartupBoost, bool PerVpaConfig, bool InPlace, ImmutableHashSet<string> OddResources)
{
    /// <summary>What may be used instead of an object.</summary>
    /// <param name="gates">The gates in force.</param>
    /// <param name="old">The object before the update; one without content on creation.</param>
    public static UpdateRelaxations Of(FeatureGates gates, SubmittedVpa old)
    {
        var policies = old.Spec?.ContainerPolicies.ToArray() ?? [];
        return new(
            gates.CpuStartupBoost || old.Spec?.StartupBoost?.Cpu is not null || Array.Exists(policies, p => p.StartupBoost is not null),
            gates.PerVpaConfig || old.Spec?.UpdatePolicy?.EvictAfterOOMSeconds is not null || Array.Exists(policies, p => p.OverridesParameters),
            gates.InPlace || old.Spec?.UpdatePolicy?.UpdateMode == nameof(UpdateMode.InPlace),
            [.. policies.SelectMany(p => p.ControlledResources ?? []).OfType<string>()]);
    }
}
