using Vpa.Domain.Policies;

namespace Vpa.Domain.Recommending.PostProcessing;

/// <summary>Changes a finished recommendation, keeping the order of its containers (R86, R87).</summary>
internal interface IRecommendationPostProcessor
{
    /// <summary>The changed recommendation.</summary>
    Recommendation Process(Recommendation recommendation, ResourcePolicy? policy, IReadOnlyDictionary<string, string> annotations);
}
