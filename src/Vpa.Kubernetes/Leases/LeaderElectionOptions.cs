namespace Vpa.Kubernetes.Leases;

/// <summary>How leadership is sought and kept (R152, U7).</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The renewal deadline must exceed the retry period by this factor, as each wait may be that much longer.</summary>
    private const double JitterFactor = 1.2;

    /// <summary>Namespace of the lease.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the lease.</summary>
    public required string Name { get; init; }

    /// <summary>Who we are; unique to this process. The default is host name, underscore, random UUID.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>How long others wait for a silent leader; at least a second, sent in whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it gives up.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait between tries.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with the durations, or null.</summary>
    public string? Validate() =>
        LeaseDuration < TimeSpan.FromSeconds(1) ? $"lease duration {LeaseDuration.TotalSeconds} s must be at least 1 s"
        : RetryPeriod <= TimeSpan.Zero ? $"retry period {RetryPeriod.TotalSeconds} s must be positive"
        : LeaseDuration <= RenewDeadline ? $"lease duration {LeaseDuration.TotalSeconds} s must be longer than the renew deadline {RenewDeadline.TotalSeconds} s"
        : RenewDeadline <= RetryPeriod * JitterFactor ? $"renew deadline {RenewDeadline.TotalSeconds} s must be longer than {JitterFactor} times the retry period {RetryPeriod.TotalSeconds} s"
        : null;
}
