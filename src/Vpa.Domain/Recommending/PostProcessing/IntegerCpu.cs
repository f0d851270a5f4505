using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending.PostProcessing;

/// <summary>Rounds CPU up to whole cores for the containers that an annotation of the VPA names (R88).</summary>
internal sealed class IntegerCpu : IRecommendationPostProcessor
{
    private const string Prefix = "vpa-post-processor.kubernetes.io/";
    private const string Suffix = "_integerCPU";

    /// <inheritdoc/>
    public Recommendation Process(Recommendation recommendation, ResourcePolicy? policy, IReadOnlyDictionary<string, string> annotations) =>
        annotations.Count == 0
            ? recommendation
            : new([.. recommendation.Containers.Select(c => IsAsked(annotations, c.ContainerName) ? Round(c) : c)]);

    private static bool IsAsked(IReadOnlyDictionary<string, string> annotations, string container) =>
        annotations.TryGetValue($"{Prefix}{container}{Suffix}", out var value) && value == "true";

    private static ContainerRecommendation Round(ContainerRecommendation container) => container with
    {
        Target = Round(container.Target)!,
        LowerBound = Round(container.LowerBound),
        UpperBound = Round(container.UpperBound),
        UncappedTarget = Round(container.UncappedTarget),
    };

    private static ResourceList? Round(ResourceList? list) =>
        list?.Find(ResourceNames.Cpu) is { } cpu ? list.With(ResourceNames.Cpu, Quantity.FromUnits(cpu.Value, cpu.Format)) : list;
}
