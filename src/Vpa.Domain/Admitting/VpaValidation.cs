using System.Collections.Immutable;
using Vpa.Domain.Admitting.Submitted;
using Vpa.Domain.Policies;

namespace Vpa.Domain.Admitting;

/// <summary>The webhook's own rules for VPA objects (A53-A90). The CRD's schema is checked by the API server afterwards.</summary>
public static class VpaValidation
{
    /// <summary>The API group of a VerticalPodAutoscaler.</summary>
    public const string Group = "autoscaling.k8s.io";

    private const string UpdatePolicyPath = "spec.updatePolicy";

    /// <summary>Checks a submitted object; all errors are reported together (A59).</summary>
    /// <param name="submitted">The object.</param>
    /// <param name="old">The object before the update; <see cref="SubmittedVpa.Nothing"/> on creation.</param>
    /// <param name="gates">The gates in force.</param>
    public static VpaVerdict Validate(SubmittedVpa submitted, SubmittedVpa old, FeatureGates gates)
    {
        ArgumentNullException.ThrowIfNull(submitted);
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(gates);
        var spec = submitted.Spec ?? new();
        var relaxations = UpdateRelaxations.Of(gates, old);
        var errors = ImmutableArray.CreateBuilder<FieldError>();
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (spec.UpdatePolicy is { } updatePolicy)
        {
            CheckMode(updatePolicy.UpdateMode, relaxations, errors, warnings);
            CheckUpdatePolicy(updatePolicy, relaxations, errors);
        }

        var check = new ContainerPolicyValidation(relaxations, errors, warnings);
        var index = 0;
        foreach (var policy in spec.ContainerPolicies)
        {
            check.Check(policy, index++);
        }

        StartupBoostValidation.Check(spec.StartupBoost, "spec.startupBoost", relaxations, errors);
        if (spec.Recommenders?.Count > 1)
        {
            errors.Add(FieldError.TooMany("spec.recommenders", spec.Recommenders.Count, limit: 1));
        }

        var operations = errors.Count == 0 && spec.UpdatePolicy is null ? Default : [];
        return new(errors.DrainToImmutable(), warnings.DrainToImmutable(), operations);
    }

    /// <summary>The message of a refusal; several errors are bracketed, identical ones told once (A60).</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="errors">At least one error.</param>
    public static string Summarize(string kind, string name, IReadOnlyCollection<FieldError> errors)
    {
        var texts = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToArray();
        var list = texts.Length == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return $"{kind}.{Group} {FieldError.Quoted(name)} is invalid: {list}";
    }

    /// <summary>The mode that an object without an update policy is given (A90).</summary>
    private static ImmutableArray<PatchOperation> Default { get; } =
        [PatchOperation.AddObject("/spec/updatePolicy", "updateMode", nameof(UpdateMode.Recreate))];

    private static void CheckMode(
        string? mode, UpdateRelaxations relaxations, ImmutableArray<FieldError>.Builder errors, ImmutableArray<string>.Builder warnings)
    {
        const string Path = UpdatePolicyPath + ".updateMode";
        switch (mode)
        {
            case null:
                errors.Add(FieldError.Required(Path, "an updatePolicy needs an updateMode"));
                break;
            case nameof(UpdateMode.InPlace) when !relaxations.InPlace:
                errors.Add(FieldError.Forbidden(Path, "mode InPlace needs feature gate InPlace enabled on the admission controller"));
                break;
            case nameof(UpdateMode.Auto):
                warnings.Add($"{UpdatePolicyPath}: \"Auto\" mode is deprecated. Name one of the modes [InPlace InPlaceOrRecreate Initial Off Recreate]"
                    + " instead. See https://github.com/kubernetes/autoscaler/issues/8424 for the reasons.");
                break;
            case nameof(UpdateMode.Off) or nameof(UpdateMode.Initial) or nameof(UpdateMode.Recreate)
                or nameof(UpdateMode.InPlaceOrRecreate) or nameof(UpdateMode.InPlace):
                break;
            default:
                errors.Add(FieldError.NotSupported(Path, mode, "InPlace", "InPlaceOrRecreate", "Initial", "Off", "Recreate"));
                break;
        }
    }

    private static void CheckUpdatePolicy(SubmittedUpdatePolicy policy, UpdateRelaxations relaxations, ImmutableArray<FieldError>.Builder errors)
    {
        if (policy.MinReplicas <= 0)
        {
            errors.Add(FieldError.Invalid(UpdatePolicyPath + ".minReplicas", policy.MinReplicas.Value, "must be positive"));
        }

        const string Path = UpdatePolicyPath + ".evictAfterOOMSeconds";
        if (policy.EvictAfterOOMSeconds is { } seconds)
        {
            if (!relaxations.PerVpaConfig)
            {
                errors.Add(FieldError.Forbidden(Path, ContainerPolicyValidation.NeedsPerVpaConfig));
            }
            else if (seconds < 1)
            {
                errors.Add(FieldError.Invalid(Path, seconds, ContainerPolicyValidation.AtLeastOne));
            }
        }
    }
}
