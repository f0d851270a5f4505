using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Whether a VPA takes part in a run (U21 to U25).</summary>
/// <param name="Absence">Why it does not; <see cref="VpaAbsence.None"/> when it does.</param>
/// <param name="Cause">The text for people; null when there is nothing to add.</param>
public sealed record VpaParticipation(VpaAbsence Absence, string? Cause = null)
{
    /// <summary>Decides about one VPA.</summary>
    /// <param name="vpa">The VPA.</param>
    /// <param name="ignoredNamespaces">Namespaces whose VPAs are skipped.</param>
    /// <param name="directory">Where its target is looked up.</param>
    public static VpaParticipation Of(VerticalPodAutoscaler vpa, ImmutableHashSet<string> ignoredNamespaces, IControllerDirectory directory)
    {
        if (ignoredNamespaces.Contains(vpa.Key.Namespace))
        {
            return new VpaParticipation(VpaAbsence.NamespaceIgnored);
        }

        if (!IsModeActive(vpa))
        {
            return new VpaParticipation(VpaAbsence.UpdateMode);
        }

        if (vpa.Target is null || vpa.TargetKey is not { } key)
        {
            return new VpaParticipation(VpaAbsence.Target, "spec.targetRef is missing");
        }

        var lookup = directory.Find(vpa.Target.ApiVersion, key);
        if (lookup.Controller is { Selector.IsNothing: true })
        {
            // A scale with an empty selector is an error (U24); what else says nothing would select nothing, and nobody would know why.
            return new VpaParticipation(VpaAbsence.Target, $"target {vpa.Target} selects no pods: it has no selector");
        }

        return lookup.Controller is not null
            ? new VpaParticipation(VpaAbsence.None)
            : new VpaParticipation(VpaAbsence.Target, lookup.Cause ?? $"target {vpa.Target}: {lookup.Status}");
    }

    private static bool IsModeActive(VerticalPodAutoscaler vpa) => vpa.EffectiveMode switch
    {
        UpdateMode.Off or UpdateMode.Initial => vpa.HasStartupBoost,
        UpdateMode.Unknown => false,
        _ => true,
    };
}
