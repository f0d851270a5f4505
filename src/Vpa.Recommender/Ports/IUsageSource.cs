namespace Vpa.Recommender.Ports;

/// <summary>Where usage comes from, normally the metrics API.</summary>
public interface IUsageSource
{
    /// <summary>Lists current usage (R118).</summary>
    /// <exception cref="UsageUnavailableException">The listing failed or took too long; nothing is known then.</exception>
    Task<UsageReading> ReadUsageAsync(CancellationToken cancellationToken);
}
