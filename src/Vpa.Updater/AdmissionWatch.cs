using System.Globalization;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Quantities;
using Vpa.Domain.Updating;
using Vpa.Updater.Ports;

namespace Vpa.Updater;

/// <summary>
/// Keeps the updater from acting while nobody would set the resources of new pods (U18 to U20). Says why once per cause in the log, and as an
/// event on the status lease.
/// </summary>
internal sealed class AdmissionWatch(IAdmissionHeartbeat heartbeat, IUpdateEventRecorder events, UpdaterOptions options, TimeProvider time, ILogger logger)
{
    private string? _saidCause;

    /// <summary>Whether the run may go on.</summary>
    public async Task<bool> IsAliveAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (!options.UseAdmissionControllerStatus)
        {
            return true;
        }

        var reading = await ReadAsync(deadline, cancellationToken);
        if (AdmissionLiveness.IsAlive(reading.LastSeen, options.AdmissionLeaseTimeout, time.GetUtcNow()))
        {
            SayAlive(reading);
            return true;
        }

        SayNotAlive(reading, CauseOf(reading));
        return false;
    }

    private async Task<StatusLeaseReading> ReadAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var timeLeft = deadline - time.GetUtcNow();
        using var inTime = new CancellationTokenSource(timeLeft > TimeSpan.Zero ? timeLeft : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(inTime.Token, cancellationToken);
        try
        {
            return await heartbeat.ReadAsync(either.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Not being able to tell counts as not alive: the safe side is to leave pods alone.
            return StatusLeaseReading.Unreadable(e is OperationCanceledException ? "no answer before the end of the run" : e.Message);
        }
    }

    // The cause names no age, so that a lasting one stays the same text, is said once, and is one event.
    private string CauseOf(StatusLeaseReading reading)
    {
        var timeout = GoDuration.FromTimeSpan(options.AdmissionLeaseTimeout);
        return (reading.Fault, reading.LastSeen) switch
        {
            ({ } fault, _) => $"status lease {heartbeat.Lease} could not be read: {fault}",
            (_, { } seen) => $"status lease {heartbeat.Lease} was last renewed at {Iso(seen)}, {timeout} ago or more",
            _ => $"status lease {heartbeat.Lease} tells no time of renewal",
        };
    }

    private void SayNotAlive(StatusLeaseReading reading, string cause)
    {
        if (_saidCause != cause)
        {
            logger.AdmissionControllerNotAlive(cause);
        }

        _saidCause = cause;
        Record(e => e.AdmissionControllerNotAlive(heartbeat.Lease, reading.Uid, cause));
    }

    private void SayAlive(StatusLeaseReading reading)
    {
        if (_saidCause is not null && reading.LastSeen is { } seen)
        {
            logger.AdmissionControllerAlive(heartbeat.Lease, Iso(seen));
            Record(e => e.AdmissionControllerAlive(heartbeat.Lease, reading.Uid));
        }

        _saidCause = null;
    }

    private void Record(Action<IUpdateEventRecorder> record)
    {
        try
        {
            record(events);
        }
        catch (Exception e)
        {
            // An event is a courtesy: whether the run may go on is decided already.
            logger.LeaseEventFailed(heartbeat.Lease, e);
        }
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
