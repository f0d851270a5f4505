using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Updater.Metrics;

namespace Vpa.Updater;

/// <summary>Selects the VPAs that take part in a run (section 3 of the updater's specification) and says once what keeps one from being served fully.</summary>
internal sealed class VpaSelection(
    IControllerDirectory controllers, UpdaterOptions options, StandingNotices notices, UpdaterMetrics metrics, ILogger logger)
{
    /// <summary>The VPAs that take part. One that cannot be examined is logged and left out; how many do not, and why, is shown in the metrics.</summary>
    public IReadOnlyList<VerticalPodAutoscaler> SelectFrom(IReadOnlyCollection<VerticalPodAutoscaler> vpas)
    {
        var participants = new List<VerticalPodAutoscaler>();
        var absent = new Dictionary<VpaAbsence, int>();
        foreach (var vpa in vpas)
        {
            try
            {
                var participation = Examine(vpa);
                absent[participation.Absence] = absent.GetValueOrDefault(participation.Absence) + 1;
                if (participation.Absence == VpaAbsence.None)
                {
                    participants.Add(vpa);
                }
            }
            catch (Exception e)
            {
                logger.VpaFailed(vpa.Key, e);
            }
        }

        metrics.ShowAbsentVpas(absent);
        return participants;
    }

    private VpaParticipation Examine(VerticalPodAutoscaler vpa)
    {
        var participation = VpaParticipation.Of(vpa, options.IgnoredNamespaces, controllers);
        if (participation.Absence == VpaAbsence.Target && notices.Begins(nameof(VpaAbsence.Target) + participation.Cause, vpa.Key.ToString()))
        {
            logger.VpaSkipped(vpa.Key, participation.Cause);
        }

        if (participation.Absence == VpaAbsence.None)
        {
            ExplainMode(vpa);
        }

        return participation;
    }

    private void ExplainMode(VerticalPodAutoscaler vpa)
    {
        switch (vpa.EffectiveMode)
        {
            case UpdateMode.Auto when notices.Begins(nameof(UpdaterLog.AutoIsDeprecated), vpa.Key.ToString()):
                logger.AutoIsDeprecated(vpa.Key);
                break;
            case UpdateMode.InPlace when !options.Rules.Gates.InPlace && notices.Begins(nameof(UpdaterLog.InPlaceGateOff), vpa.Key.ToString()):
                logger.InPlaceGateOff(vpa.Key);
                break;
            default:
                break;
        }
    }
}
