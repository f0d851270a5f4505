namespace Vpa.Updater.Ports;

/// <summary>What the status lease of the admission controller says (U18).</summary>
/// <param name="Uid">The UID of the lease; empty when it could not be read.</param>
/// <param name="LastSeen">The later of its creation and renewal; null when it has neither or could not be read.</param>
/// <param name="Fault">Why it could not be read; null when it was.</param>
public sealed record StatusLeaseReading(string Uid, DateTimeOffset? LastSeen, string? Fault = null)
{
    /// <summary>A lease that could not be read.</summary>
    public static StatusLeaseReading Unreadable(string fault) => new("", null, fault);
}
