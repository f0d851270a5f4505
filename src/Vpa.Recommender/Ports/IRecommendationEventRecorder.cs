using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Recommender.Ports;

/// <summary>Tells on a VPA object what happened to it. Calls neither wait nor fail.</summary>
public interface IRecommendationEventRecorder
{
    /// <summary>The VPA has a recommendation and had none before.</summary>
    void RecommendationAppeared(VerticalPodAutoscaler vpa, Recommendation recommendation);

    /// <summary>An out-of-memory kill has raised a container's memory target.</summary>
    /// <param name="vpa">The VPA.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="pod">The pod it was killed in.</param>
    /// <param name="before">The target before.</param>
    /// <param name="after">The target now.</param>
    void RaisedAfterOutOfMemory(VerticalPodAutoscaler vpa, string container, string pod, Quantity before, Quantity after);

    /// <summary>The VPA's configuration cannot be used, and could before, or for another reason.</summary>
    void ConfigurationUnsupported(VerticalPodAutoscaler vpa, string cause);
}
