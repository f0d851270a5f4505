using Vpa.Domain.Usage;

namespace Vpa.Domain.Recommending.Estimation;

/// <summary>Estimates what a container needs from its history. Estimators wrap one another in the order of R81.</summary>
internal interface IResourceEstimator
{
    /// <summary>The estimate.</summary>
    ResourceEstimate Estimate(ContainerAggregate history);
}
