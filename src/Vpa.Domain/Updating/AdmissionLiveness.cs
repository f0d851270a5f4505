namespace Vpa.Domain.Updating;

/// <summary>Tells from its status lease whether an admission controller is alive (U18).</summary>
public static class AdmissionLiveness
{
    /// <summary>Whether the last sign of life is younger than the timeout, strictly. One in the future counts as alive.</summary>
    public static bool IsAlive(DateTimeOffset? lastSeen, TimeSpan timeout, DateTimeOffset now) => lastSeen is { } seen && now - seen < timeout;
}
