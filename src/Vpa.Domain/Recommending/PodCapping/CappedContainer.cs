using System.Collections.Immutable;
using Vpa.Domain.Policies;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>The recommendation of one container as it applies to one pod.</summary>
/// <param name="Recommendation">The capped values. A value may be 0 (A112); such a request is not to be written.</param>
/// <param name="Texts">What capping the target changed, in order (A143); the bounds leave no text.</param>
public sealed record CappedContainer(ContainerRecommendation Recommendation, ImmutableArray<string> Texts);
