namespace Vpa.Recommender.Ports;

/// <summary>Where live usage comes from: the metrics API, or external metrics.</summary>
public interface IUsageSource
{
    /// <summary>Lists current usage (R118, R119).</summary>
    /// <param name="subjects">What VPAs want to know about; made when enumerated, for sources that must ask pod by pod.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UsageUnavailableException">The listing failed or took too long; nothing is known then.</exception>
    Task<UsageReading> ReadUsageAsync(IEnumerable<UsageSubject> subjects, CancellationToken cancellationToken);
}
