using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Recommending.PostProcessing;

/// <summary>
/// Caps target and bounds to a container's policy, where it names no maximum to the global one (R89, R90). The uncapped target stays.
/// </summary>
/// <param name="maxCpu">The global maximum of CPU; null or 0 for none.</param>
/// <param name="maxMemory">The global maximum of memory; null or 0 for none.</param>
internal sealed class PolicyCapping(Quantity? maxCpu, Quantity? maxMemory) : IRecommendationPostProcessor
{
    /// <inheritdoc/>
    public Recommendation Process(Recommendation recommendation, ResourcePolicy? policy, IReadOnlyDictionary<string, string> annotations) =>
        policy is null && maxCpu is null && maxMemory is null
            ? recommendation
            : new([.. recommendation.Containers.Select(c => Cap(c, policy?.For(c.ContainerName)))]);

    private ContainerRecommendation Cap(ContainerRecommendation container, ContainerPolicy? policy) => container with
    {
        Target = Cap(container.Target, policy)!,
        LowerBound = Cap(container.LowerBound, policy),
        UpperBound = Cap(container.UpperBound, policy),
    };

    private ResourceList? Cap(ResourceList? list, ContainerPolicy? policy) =>
        list is null ? null : ResourceList.Of(list.Select(e => KeyValuePair.Create(e.Key, Cap(e.Key, e.Value, policy))));

    private Quantity Cap(string resource, Quantity value, ContainerPolicy? policy)
    {
        if (policy?.MinAllowed.Find(resource) is { IsZero: false } min && value < min)
        {
            value = min;
        }

        // An explicit zero counts as present and so hides the global maximum. A negative maximum would make every pod invalid and is passed over.
        var max = policy?.MaxAllowed.Find(resource) ?? GlobalMax(resource);
        return max is { Sign: > 0 } limit && value > limit ? limit : value;
    }

    private Quantity? GlobalMax(string resource) => resource switch
    {
        ResourceNames.Cpu => maxCpu,
        ResourceNames.Memory => maxMemory,
        _ => null,
    };
}
