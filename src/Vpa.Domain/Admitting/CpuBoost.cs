using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Admitting;

/// <summary>The CPU boost of a starting container (A121-A127).</summary>
internal static class CpuBoost
{
    private static readonly Quantity OneMilli = Quantity.FromMilli(1);

    /// <summary>The boost that applies to a container: its policy's, else the VPA's (A121); null for none, also where it is empty (A131).</summary>
    public static CpuStartupBoost? Of(VerticalPodAutoscaler vpa, ContainerPolicy? policy) => (policy?.StartupBoost ?? vpa.StartupBoost)?.Cpu;

    /// <summary>Whether a boost says what is needed to compute it (A123).</summary>
    public static bool IsValid(CpuStartupBoost boost) => boost.Type switch
    {
        StartupBoostType.Factor => boost.Factor >= 1,
        StartupBoostType.Quantity => boost.Quantity is not null,
        _ => false,
    };

    /// <summary>Raises a container's CPU request, and its limit along with it.</summary>
    /// <param name="update">What the container gets without a boost.</param>
    /// <param name="original">The container's resources in the pod's specification.</param>
    /// <param name="boost">A valid boost.</param>
    /// <param name="controlledValues">Whether limits follow.</param>
    /// <param name="maximum">The largest boosted request; 0 for none.</param>
    /// <returns>The update unchanged where there is no CPU request to multiply (Q14), or a negative boost leaves none.</returns>
    public static ContainerUpdate Apply(
        ContainerUpdate update, ContainerResources original, CpuStartupBoost boost, ControlledValues controlledValues, Quantity maximum)
    {
        var recommended = update.Requests[ResourceNames.Cpu];
        var baseline = recommended.IsZero ? original.Requests?[ResourceNames.Cpu] ?? Quantity.Zero : recommended;
        if (boost.Type == StartupBoostType.Factor && baseline.Sign <= 0)
        {
            return update;
        }

        var boosted = Boosted(baseline, boost);
        if (boosted.Sign <= 0)
        {
            return update;
        }

        if (!maximum.IsZero && boosted > maximum)
        {
            boosted = maximum;
        }

        return controlledValues == ControlledValues.RequestsOnly
            ? WithRequest(update, BelowLimit(boosted, original))
            : WithLimit(WithRequest(update, boosted), original, boosted);
    }

    private static Quantity Boosted(Quantity baseline, CpuStartupBoost boost)
    {
        var milli = boost.Type == StartupBoostType.Factor
            ? (Int128)baseline.MilliValue * boost.Factor!.Value
            : (Int128)baseline.MilliValue + boost.Quantity!.Value.MilliValue;
        return Quantity.FromMilli((long)Int128.Clamp(milli, long.MinValue, long.MaxValue));
    }

    /// <summary>A request above a limit that stays would be refused; one equal to it would change the QoS class (A126).</summary>
    private static Quantity BelowLimit(Quantity boosted, ContainerResources original)
    {
        var limit = original.Limits?[ResourceNames.Cpu] ?? Quantity.Zero;
        return limit.IsZero || ResourceUnits.CompareInMilli(boosted, limit) <= 0 ? boosted
            : limit > OneMilli ? Quantity.FromMilli(limit.MilliValue - 1)
            : limit;
    }

    private static ContainerUpdate WithRequest(ContainerUpdate update, Quantity boosted) =>
        update with { Requests = update.Requests.With(ResourceNames.Cpu, boosted), IsNewlyBoosted = true };

    private static ContainerUpdate WithLimit(ContainerUpdate update, ContainerResources original, Quantity boosted) =>
        ProportionalLimits.For(ResourceNames.Cpu, original, boosted, defaultLimit: Quantity.Zero, out _) is { } limit
            ? update with { Limits = update.Limits.With(ResourceNames.Cpu, limit) }
            : update;
}
