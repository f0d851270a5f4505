using System.Collections.Immutable;
using Vpa.Domain.Admitting.Submitted;
using Vpa.Domain.Policies;

namespace Vpa.Domain.Admitting;

/// <summary>The rules for a submitted start-up boost (A82-A86).</summary>
internal static class StartupBoostValidation
{
    /// <summary>Checks a boost.</summary>
    /// <param name="boost">The boost; null for none.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="relaxations">What may be used.</param>
    /// <param name="errors">Receives the errors.</param>
    public static void Check(
        SubmittedStartupBoost? boost, string path, UpdateRelaxations relaxations, ImmutableArray<FieldError>.Builder errors)
    {
        if (boost is null)
        {
            return;
        }

        if (!relaxations.StartupBoost)
        {
            errors.Add(FieldError.Forbidden(path, "a start-up boost needs feature gate CPUStartupBoost enabled on the admission controller"));
            return;
        }

        if (boost.Cpu is { } cpu)
        {
            CheckCpu(cpu, path + ".cpu", errors);
        }
    }

    private static void CheckCpu(SubmittedCpuBoost cpu, string path, ImmutableArray<FieldError>.Builder errors)
    {
        switch (cpu.Type)
        {
            case null or "":
                errors.Add(FieldError.Required(path + ".type", "must be Factor or Quantity"));
                break;
            case nameof(StartupBoostType.Factor) when cpu.Factor is null:
                errors.Add(FieldError.Required(path + ".factor", "type Factor needs it"));
                break;
            case nameof(StartupBoostType.Factor) when cpu.Factor < 1:
                errors.Add(FieldError.Invalid(path + ".factor", cpu.Factor.Value, ContainerPolicyValidation.AtLeastOne));
                break;
            case nameof(StartupBoostType.Quantity) when cpu.Quantity is null:
                errors.Add(FieldError.Required(path + ".quantity", "type Quantity needs it"));
                break;
            case nameof(StartupBoostType.Quantity) when !cpu.Quantity.Value.IsWholeMilli:
                errors.Add(FieldError.Invalid(path + ".quantity", cpu.Quantity.Value.ToString(), ContainerPolicyValidation.WholeMilli));
                break;
            case nameof(StartupBoostType.Factor) or nameof(StartupBoostType.Quantity):
                break;
            default:
                errors.Add(FieldError.NotSupported(path + ".type", cpu.Type, "Factor", "Quantity"));
                break;
        }
    }
}
