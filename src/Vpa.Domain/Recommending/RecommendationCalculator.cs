using System.Collections.Immutable;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.Estimation;
using Vpa.Domain.Recommending.PostProcessing;
using Vpa.Domain.Usage;

namespace Vpa.Domain.Recommending;

/// <summary>
/// Computes a VPA's recommendation from the histories of its containers (sections 8 and 9). Stateless apart from its options, hence safe
/// for concurrent use as long as the histories are not changed meanwhile.
/// </summary>
public sealed class RecommendationCalculator
{
    private readonly RecommendationOptions _options;
    private readonly MarginEstimator _target;
    private readonly LowerConfidenceEstimator _lowerBound;
    private readonly UpperConfidenceEstimator _upperBound;
    private readonly ImmutableArray<IRecommendationPostProcessor> _postProcessors;

    /// <summary>A calculator with the given options.</summary>
    public RecommendationCalculator(RecommendationOptions options)
    {
        _options = options;
        _target = WithMargin(options.TargetCpuPercentile, options.TargetMemoryPercentile);
        _lowerBound = new(
            WithMargin(options.LowerBoundCpuPercentile, options.LowerBoundMemoryPercentile), options.ConfidenceIntervalCpu, options.ConfidenceIntervalMemory);
        _upperBound = new(
            WithMargin(options.UpperBoundCpuPercentile, options.UpperBoundMemoryPercentile), options.ConfidenceIntervalCpu, options.ConfidenceIntervalMemory);
        var capping = new PolicyCapping(options.MaxAllowedCpu, options.MaxAllowedMemory);
        _postProcessors = options.IntegerCpuPostProcessorEnabled ? [new IntegerCpu(), capping] : [capping];
    }

    /// <summary>
    /// The recommendation for the containers whose policy does not switch scaling off, sorted by name (R74 to R90). A container without any history gets
    /// the minimum (R82).
    /// </summary>
    /// <param name="histories">The histories by container name.</param>
    /// <param name="policy">The VPA's constraints, or null.</param>
    /// <param name="annotations">The VPA's annotations.</param>
    /// <param name="floor">A recommendation that must not be lowered before capping, because the histories are known to be incomplete; or null.</param>
    public Recommendation Recommend(
        IReadOnlyDictionary<string, ContainerAggregate> histories,
        ResourcePolicy? policy,
        IReadOnlyDictionary<string, string> annotations,
        Recommendation? floor = null)
    {
        var names = ScaledContainers(histories.Keys, policy);
        if (names.Length == 0 && floor is null)
        {
            return Recommendation.Empty;
        }

        var recommendation = Estimate(names, histories, policy);
        if (floor is not null)
        {
            recommendation = RecommendationFloor.Raise(recommendation, floor, policy);
        }

        foreach (var postProcessor in _postProcessors)
        {
            recommendation = postProcessor.Process(recommendation, policy, annotations);
        }

        return recommendation;
    }

    /// <summary>
    /// The scaled containers with less history than a confidence interval (R77), sorted by name: their bounds are wide and their target may
    /// still move a lot.
    /// </summary>
    public ImmutableArray<string> ContainersOfLowConfidence(IReadOnlyDictionary<string, ContainerAggregate> histories, ResourcePolicy? policy) =>
        ScaledContainers(histories.Keys, policy).RemoveAll(name =>
            histories[name].Confidence(_options.ConfidenceIntervalCpu) >= 1 && histories[name].Confidence(_options.ConfidenceIntervalMemory) >= 1);

    private Recommendation Estimate(ImmutableArray<string> names, IReadOnlyDictionary<string, ContainerAggregate> histories, ResourcePolicy? policy)
    {
        var minimum = ShareOfMinimum(names.Length);
        var target = new MinimumEstimator(_target, minimum);
        var lowerBound = new MinimumEstimator(_lowerBound, minimum);
        var upperBound = new MinimumEstimator(_upperBound, minimum);
        var containers = ImmutableArray.CreateBuilder<ContainerRecommendation>(names.Length);
        foreach (var name in names)
        {
            var (history, controlled) = (histories[name], ControlledResources(policy?.For(name)));
            var targetList = Present(target.Estimate(history), controlled);
            containers.Add(new()
            {
                ContainerName = name,
                Target = targetList,
                UncappedTarget = NullIfEmpty(targetList),
                LowerBound = NullIfEmpty(Present(lowerBound.Estimate(history), controlled)),
                UpperBound = NullIfEmpty(Present(upperBound.Estimate(history), controlled)),
            });
        }

        return new(containers.MoveToImmutable());
    }

    private static ImmutableArray<string> ScaledContainers(IEnumerable<string> names, ResourcePolicy? policy) =>
        [.. names.Where(name => policy?.For(name)?.Mode is not ScalingMode.Off).Order(StringComparer.Ordinal)];

    private MarginEstimator WithMargin(double cpuPercentile, double memoryPercentile) =>
        new(new PercentileEstimator(cpuPercentile, memoryPercentile), _options.MarginFraction);

    private ResourceEstimate ShareOfMinimum(int containers)
    {
        var share = 1.0 / containers;
        return new(
            CpuAmount.FromCores(_options.PodMinCpuMillicores * 0.001).ScaleTruncating(share),
            MemoryAmount.FromRealBytes(_options.PodMinMemoryMb * 1024 * 1024).ScaleTruncating(share));
    }

    private ResourceList Present(ResourceEstimate estimate, (bool Cpu, bool Memory) controlled) => ResourceList.Of(
        controlled.Cpu ? AmountPresentation.Present(estimate.Cpu, _options) : null,
        controlled.Memory ? AmountPresentation.Present(estimate.Memory, _options) : null);

    /// <summary>Which of the two resources are recommended: those of the policy's list, both without one (R65, R80).</summary>
    private static (bool Cpu, bool Memory) ControlledResources(ContainerPolicy? policy) =>
        policy?.ControlledResources is { } listed ? (listed.Contains(ResourceNames.Cpu), listed.Contains(ResourceNames.Memory)) : (true, true);

    private static ResourceList? NullIfEmpty(ResourceList list) => list.Count == 0 ? null : list;
}
