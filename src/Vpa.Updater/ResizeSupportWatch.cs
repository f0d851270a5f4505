using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>Finds out whether the API server resizes pods, when some VPA wants it to. Says once what a server without it means.</summary>
internal sealed class ResizeSupportWatch(IPodResizer resizer, UpdaterOptions options, StandingNotices notices, ILogger logger)
{
    /// <summary>Whether pods can be resized; not asked, and so <see cref="ResizeSupport.Unknown"/>, when nobody wants it.</summary>
    public async Task<ResizeSupport> FindAsync(IEnumerable<VerticalPodAutoscaler> participants, CancellationToken cancellationToken)
    {
        if (!participants.Any(WantsResizes))
        {
            return ResizeSupport.Unknown;
        }

        var support = await AskAsync(cancellationToken);
        if (support == ResizeSupport.NotServed && notices.Begins(nameof(UpdaterLog.ResizeNotServed), ""))
        {
            logger.ResizeNotServed();
        }
        else if (support == ResizeSupport.Unknown && notices.Begins(nameof(UpdaterLog.ResizeSupportUnknown), ""))
        {
            logger.ResizeSupportUnknown();
        }

        return support;
    }

    private async Task<ResizeSupport> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await resizer.FindSupportAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Not being able to tell leaves evictions of other VPAs possible.
            logger.ResizeSupportFailed(e);
            return ResizeSupport.Unknown;
        }
    }

    private bool WantsResizes(VerticalPodAutoscaler vpa) =>
        vpa.EffectiveMode == UpdateMode.InPlaceOrRecreate
        || (vpa.EffectiveMode == UpdateMode.InPlace && options.Rules.Gates.InPlace)
        || (vpa.HasStartupBoost && options.Rules.Gates.CpuStartupBoost);
}
