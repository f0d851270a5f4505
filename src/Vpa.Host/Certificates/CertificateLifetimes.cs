namespace Vpa.Host.Certificates;

/// <summary>How long certificates that this program makes are good, and the pauses between the steps of a rotation.</summary>
internal sealed record CertificateLifetimes
{
    // Two thirds leave a third for everything that may go wrong, as cert-manager has it as well.
    private const double RenewedAfter = 2.0 / 3.0;

    /// <summary>Life of a CA.</summary>
    /// <value>Default 365 days; replaced after 243.</value>
    public TimeSpan Authority { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Life of a server certificate.</summary>
    /// <value>Default 60 days; replaced after 40.</value>
    public TimeSpan Server { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Time from when a new CA is seen to be registered to when it is used: every API server has to have heard of it.</summary>
    /// <value>Default 2 minutes; API servers follow the registration by a watch, within a second.</value>
    public TimeSpan Publishing { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time from a new CA's first server certificate to the end of trust in the old CA: every replica has to have taken it over.</summary>
    /// <value>Default 1 hour; replicas read the Secret every 10 s, unless they cannot reach an API server.</value>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two readings of the Secret.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan Reading { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a certificate is to be replaced.</summary>
    public static bool IsDue(DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) => now >= from + ((until - from) * RenewedAfter);
}
