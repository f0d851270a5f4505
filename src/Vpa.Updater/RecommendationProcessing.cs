using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Recommending.PodCapping;
using Vpa.Domain.Workloads;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>Applies the recommendation of a VPA to single pods (section 7 of the updater's specification). Reads the LimitRanges of a namespace once; lives for one run.</summary>
internal sealed class RecommendationProcessing(ILimitRangeSource limitRanges, ILogger logger)
{
    private readonly Dictionary<string, IReadOnlyList<LimitRange>> _byNamespace = new(StringComparer.Ordinal);

    /// <summary>The recommendation as capped for a pod; null when there is none, or when processing failed, which is logged (U60).</summary>
    public Recommendation? For(VerticalPodAutoscaler vpa, Pod pod)
    {
        try
        {
            return PodRecommendationCapping.Cap(vpa.Status.Recommendation, vpa.ResourcePolicy, pod, LimitRangesOf(pod.Namespace))?.ToRecommendation();
        }
        catch (Exception e)
        {
            // One pod whose values cannot be processed is left alone; the others go on.
            logger.ProcessingFailed(vpa.Key, pod.Key, e);
            return null;
        }
    }

    /// <summary>The default limits of a pod's namespace; they are read before, to process the recommendation (U95).</summary>
    public ResourceList DefaultLimitsFor(Pod pod) =>
        EffectiveLimitRange.Of(LimitRangesOf(pod.Namespace), EffectiveLimitRange.ContainerType)?.Default ?? ResourceList.Empty;

    private IReadOnlyList<LimitRange> LimitRangesOf(string @namespace)
    {
        if (!_byNamespace.TryGetValue(@namespace, out var found))
        {
            found = limitRanges.ListLimitRanges(@namespace);
            _byNamespace.Add(@namespace, found);
        }

        return found;
    }
}
