using System.Collections.Immutable;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Admitting;

/// <summary>What one container gets at admission.</summary>
/// <param name="Requests">Requests to write.</param>
/// <param name="Limits">Limits to write.</param>
/// <param name="Texts">What <c>vpaUpdates</c> says about how they came about (A142).</param>
/// <param name="IsNewlyBoosted">Whether the CPU request is a start-up boost that the pod did not come with, so that its annotation is to be written (A129).</param>
internal sealed record ContainerUpdate(ResourceList Requests, ResourceList Limits, ImmutableArray<string> Texts, bool IsNewlyBoosted)
{
    /// <summary>No change.</summary>
    public static ContainerUpdate None { get; } = new(ResourceList.Empty, ResourceList.Empty, [], IsNewlyBoosted: false);
}
