using Microsoft.Extensions.Logging;
using Vpa.Domain.Updating;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>Keeps the updater from acting while nobody would set the resources of new pods (U18 to U20). Says so once per change.</summary>
internal sealed class AdmissionWatch(IAdmissionHeartbeat heartbeat, UpdaterOptions options, TimeProvider time, ILogger logger)
{
    private bool _saidNotAlive;

    /// <summary>Whether the run may go on.</summary>
    public async Task<bool> IsAliveAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (!options.UseAdmissionControllerStatus)
        {
            return true;
        }

        var lastSeen = await ReadAsync(deadline, cancellationToken);
        var isAlive = AdmissionLiveness.IsAlive(lastSeen, options.AdmissionLeaseTimeout, time.GetUtcNow());
        if (!isAlive && !_saidNotAlive)
        {
            logger.AdmissionControllerNotAlive(lastSeen, options.AdmissionLeaseTimeout);
        }
        else if (isAlive && _saidNotAlive)
        {
            logger.AdmissionControllerAlive(lastSeen);
        }

        _saidNotAlive = !isAlive;
        return isAlive;
    }

    private async Task<DateTimeOffset?> ReadAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var timeLeft = deadline - time.GetUtcNow();
        using var inTime = new CancellationTokenSource(timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(inTime.Token, cancellationToken);
        try
        {
            return await heartbeat.LastSeenAsync(either.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Not being able to tell counts as not alive: the safe side is to leave pods alone.
            logger.HeartbeatFailed(e);
            return null;
        }
    }
}
