using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;

namespace Vpa.Updater;

/// <summary>Decides, without any call, what a run is to do for each VPA.</summary>
internal sealed class VpaPlanning(
    UpdaterPorts ports, UpdaterOptions options, ResizeObservations resizes, InfeasibleAttempts infeasible, TimeProvider time, ILogger logger)
{
    /// <summary>The plans of VPAs with their pods, in the order given. A VPA that cannot be handled is logged and left out.</summary>
    public List<VpaUpdate> Plan(IReadOnlyCollection<(VerticalPodAutoscaler Vpa, List<Pod> Pods)> controlled, ResizeSupport support)
    {
        var processing = new RecommendationProcessing(ports.LimitRanges, logger);
        var context = new UpdateContext
        {
            Rules = options.Rules,
            Directory = ports.Controllers,
            Now = time.GetUtcNow(),
            Process = processing.For,
            DefaultLimits = processing.DefaultLimitsFor,
            ResizingSince = resizes.Since,
            InfeasibleAttempt = infeasible.For,
            Resizing = support,
        };
        var updates = new List<VpaUpdate>(controlled.Count);
        foreach (var (vpa, pods) in controlled)
        {
            try
            {
                updates.Add(new VpaUpdate(UpdatePlanning.PlanFor(vpa, pods, context)));
            }
            catch (Exception e)
            {
                // One VPA that cannot be handled must not keep the others from it.
                logger.VpaFailed(vpa.Key, e);
            }
        }

        return updates;
    }
}
