using System.Collections.Immutable;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>Limits that keep a container's ratio of limit to request when its request changes (A117, A118, U53).</summary>
/// <param name="Limits">The limits of cpu and memory that can be computed; empty when neither can.</param>
/// <param name="Texts">What <c>vpaUpdates</c> says about them, cpu first; empty when there are no limits (A118).</param>
public sealed record ProportionalLimits(ResourceList Limits, ImmutableArray<string> Texts)
{
    private static readonly ProportionalLimits None = new(ResourceList.Empty, []);

    /// <summary>The limits for new requests.</summary>
    /// <param name="incoming">The container's requests and limits before the change.</param>
    /// <param name="requests">The new requests.</param>
    /// <param name="defaults">Default limits, used where the container has none.</param>
    public static ProportionalLimits For(ContainerResources incoming, ResourceList requests, ResourceList defaults)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(defaults);
        var cpu = For(ResourceNames.Cpu, incoming, requests[ResourceNames.Cpu], defaults[ResourceNames.Cpu], out var cpuNote);
        var memory = For(ResourceNames.Memory, incoming, requests[ResourceNames.Memory], defaults[ResourceNames.Memory], out var memoryNote);
        if (cpu is null && memory is null)
        {
            return None;
        }

        var texts = ImmutableArray.CreateBuilder<string>(2);
        AddText(texts, ResourceNames.Cpu, cpuNote);
        AddText(texts, ResourceNames.Memory, memoryNote);
        return new(ResourceList.Of(cpu, memory), texts.DrainToImmutable());
    }

    /// <summary>The limit of one resource for a new request of it.</summary>
    /// <param name="resource">The resource's name.</param>
    /// <param name="incoming">The container's requests and limits before the change.</param>
    /// <param name="recommended">The new request; 0 for none.</param>
    /// <param name="defaultLimit">The limit to assume where the container has none; 0 for none.</param>
    /// <param name="note">What is worth saying about the result.</param>
    /// <returns>The limit; null for none. With an original limit below its request it is below the new request (Q28).</returns>
    public static Quantity? For(string resource, ContainerResources incoming, Quantity recommended, Quantity defaultLimit, out LimitNote note)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var limit = incoming.Limits?[resource] ?? Quantity.Zero;
        var original = limit.IsZero ? defaultLimit : limit;
        note = original.IsZero ? LimitNote.NoOriginalLimit : recommended.IsZero ? LimitNote.NoRecommendedRequest : LimitNote.None;
        if (note != LimitNote.None)
        {
            return null;
        }

        var request = incoming.Requests?[resource] ?? Quantity.Zero;
        if (request.IsZero || ResourceUnits.CompareInMilli(request, original) == 0)
        {
            return recommended;
        }

        var units = ResourceUnits.ScaleDown(
            ResourceUnits.Of(resource, original),
            ResourceUnits.Of(resource, recommended),
            ResourceUnits.Of(resource, request),
            out var saturated);
        note = saturated ? LimitNote.Saturated : LimitNote.None;
        return ResourceUnits.ToQuantity(resource, units, original.Format);
    }

    private static void AddText(ImmutableArray<string>.Builder texts, string resource, LimitNote note)
    {
        if (note != LimitNote.None)
        {
            texts.Add(resource + note switch
            {
                LimitNote.NoOriginalLimit => ": limit NOT set since originalLimit is nil or 0",
                LimitNote.NoRecommendedRequest => ": limit NOT set since recommendedRequest is nil or 0",
                _ => ": failed to keep limit to request ratio; capping limit to int64",
            });
        }
    }
}
