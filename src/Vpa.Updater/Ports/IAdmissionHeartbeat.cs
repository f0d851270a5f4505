namespace Vpa.Updater.Ports;

/// <summary>The status lease by which the admission controller shows that it is alive (U18).</summary>
public interface IAdmissionHeartbeat
{
    /// <summary>Reads the lease: the later of its creation and renewal.</summary>
    /// <returns>The last sign of life, or null when the lease does not exist or cannot be read (the implementation logs why).</returns>
    Task<DateTimeOffset?> LastSeenAsync(CancellationToken cancellationToken);
}
