using System.Collections.Immutable;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Admitting;

/// <summary>
/// A pod that comes by again with the start-up boost it was given: with two webhook configurations, or under reinvocation. Its boost must neither
/// be boosted, nor be kept as what the container had before.
/// </summary>
internal static class EarlierBoost
{
    /// <summary>The pod with the CPU amounts its containers had before their boosts; null when none of them says so.</summary>
    public static Pod? Undo(Pod pod) => BoostAnnotations.ArePresentOn(pod)
        ? pod with { Containers = [.. pod.Containers.Select(c => BoostAnnotations.TryReadOriginal(pod, c.Name, out var original) ? WithCpuOf(c, original) : c)] }
        : null;

    /// <summary>
    /// Whether the pod's requests are what the boost makes of the amounts in its annotations. If they are not, the annotations came with a
    /// template that was copied from a boosted pod and edited, and what the containers ask for now counts.
    /// </summary>
    /// <param name="pod">The pod as it came.</param>
    /// <param name="updates">The updates computed from <see cref="Undo"/>.</param>
    public static bool IsIn(Pod pod, ImmutableArray<ContainerUpdate?> updates) => pod.Containers.Zip(updates).All(c =>
        !BoostAnnotations.TryReadOriginal(pod, c.First.Name, out _)
        || (c.Second is { IsNewlyBoosted: true } update
            && c.First.Resources.Requests?.Find(ResourceNames.Cpu) is { } request
            && ResourceUnits.CompareInMilli(request, update.Requests[ResourceNames.Cpu]) == 0));

    /// <summary>The updates without those annotations that the pod has already.</summary>
    public static ImmutableArray<ContainerUpdate?> Keep(Pod pod, ImmutableArray<ContainerUpdate?> updates) =>
        [.. pod.Containers.Zip(updates, (container, update) =>
            BoostAnnotations.TryReadOriginal(pod, container.Name, out _) ? update! with { IsNewlyBoosted = false } : update)];

    private static Container WithCpuOf(Container container, ContainerResources original) => container with
    {
        Resources = new(
            WithCpuOf(container.Resources.Requests, original.Requests), WithCpuOf(container.Resources.Limits, original.Limits)),
    };

    private static ResourceList WithCpuOf(ResourceList? current, ResourceList? original) => ResourceList.Of(
        [.. (current ?? ResourceList.Empty).Where(e => e.Key != ResourceNames.Cpu), .. (original ?? ResourceList.Empty).Where(e => e.Key == ResourceNames.Cpu)]);
}
