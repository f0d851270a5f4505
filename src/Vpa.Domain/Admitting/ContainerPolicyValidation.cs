using System.Collections.Immutable;
using System.Globalization;
using Vpa.Domain.Admitting.Submitted;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Admitting;

/// <summary>The rules for submitted container policies (A69-A82, A89).</summary>
/// <param name="relaxations">What may be used.</param>
/// <param name="errors">Receives the errors.</param>
/// <param name="warnings">Receives the warnings.</param>
internal sealed class ContainerPolicyValidation(
    UpdateRelaxations relaxations, ImmutableArray<FieldError>.Builder errors, ImmutableArray<string>.Builder warnings)
{
    internal const string NeedsPerVpaConfig = "needs feature gate PerVPAConfig enabled on the admission controller";
    internal const string AtLeastOne = "must be at least 1";
    internal const string WholeMilli = "must be a whole number of milli CPUs";

    /// <summary>Checks one policy.</summary>
    public void Check(SubmittedContainerPolicy policy, int index)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"spec.resourcePolicy.containerPolicies[{index}]");
        if (string.IsNullOrEmpty(policy.ContainerName))
        {
            errors.Add(FieldError.Required(path + ".containerName"));
        }

        if (policy.Mode is not (null or nameof(ScalingMode.Auto) or nameof(ScalingMode.Off)))
        {
            errors.Add(FieldError.NotSupported(path + ".mode", policy.Mode, "Auto", "Off"));
        }

        CheckPrecision(policy.MinAllowed, path + ".minAllowed");
        CheckPrecision(policy.MaxAllowed, path + ".maxAllowed");
        CheckOrder(policy, path);
        if (policy is { Mode: nameof(ScalingMode.Off), ControlledValues: nameof(ControlledValues.RequestsAndLimits) })
        {
            errors.Add(FieldError.Forbidden(path + ".controlledValues", "must not be given while scaling is off"));
        }

        CheckControlledResources(policy.ControlledResources, path);
        CheckParameters(policy, path);
        StartupBoostValidation.Check(policy.StartupBoost, path + ".startupBoost", relaxations, errors);
    }

    private void CheckPrecision(ResourceList? list, string path)
    {
        foreach (var (name, quantity) in list ?? ResourceList.Empty)
        {
            if (name == ResourceNames.Cpu && !quantity.IsWholeMilli)
            {
                errors.Add(FieldError.Invalid($"{path}[{name}]", quantity.ToString(), WholeMilli));
            }
            else if (name == ResourceNames.Memory && !quantity.IsWhole)
            {
                errors.Add(FieldError.Invalid($"{path}[{name}]", quantity.ToString(), "must be a whole number of bytes"));
            }
        }
    }

    private void CheckOrder(SubmittedContainerPolicy policy, string path)
    {
        foreach (var (name, max) in policy.MaxAllowed ?? ResourceList.Empty)
        {
            if (policy.MinAllowed?.Find(name) is { } min && max < min)
            {
                errors.Add(FieldError.Invalid($"{path}.maxAllowed[{name}]", max.ToString(), $"the maximum of {name} is below its minimum of \"{min}\""));
            }
        }
    }

    private void CheckControlledResources(IReadOnlyList<string?>? names, string path)
    {
        for (var i = 0; i < names?.Count; i++)
        {
            var name = names[i] ?? "";
            if (name is ResourceNames.Cpu or ResourceNames.Memory)
            {
                continue;
            }

            var error = FieldError.NotSupported(
                string.Create(CultureInfo.InvariantCulture, $"{path}.controlledResources[{i}]"), name, ResourceNames.Cpu, ResourceNames.Memory);
            if (relaxations.OddResources.Contains(name))
            {
                warnings.Add(error.ToString());
            }
            else
            {
                errors.Add(error);
            }
        }
    }

    private void CheckParameters(SubmittedContainerPolicy policy, string path)
    {
        if (policy.OomBumpUpRatio is { } ratio && MayOverride(path + ".oomBumpUpRatio") && ratio.MilliValue < 1000)
        {
            errors.Add(FieldError.Invalid(path + ".oomBumpUpRatio", ratio.MilliValue / 1000.0, "must be at least 1.0"));
        }

        if (policy.OomMinBumpUp is { } bump && MayOverride(path + ".oomMinBumpUp") && bump.Value < 0)
        {
            errors.Add(FieldError.Invalid(path + ".oomMinBumpUp", bump.Value, "must be at least 0"));
        }

        if (policy.MemoryAggregationIntervalSeconds is { } seconds && MayOverride(path + ".memoryAggregationIntervalSeconds") && seconds < 1)
        {
            errors.Add(FieldError.Invalid(path + ".memoryAggregationIntervalSeconds", seconds, AtLeastOne));
        }

        if (policy.MemoryAggregationIntervalCount is { } count && MayOverride(path + ".memoryAggregationIntervalCount") && count < 1)
        {
            errors.Add(FieldError.Invalid(path + ".memoryAggregationIntervalCount", count, AtLeastOne));
        }
    }

    private bool MayOverride(string path)
    {
        if (!relaxations.PerVpaConfig)
        {
            errors.Add(FieldError.Forbidden(path, NeedsPerVpaConfig));
        }

        return relaxations.PerVpaConfig;
    }
}
