namespace Vpa.Kubernetes.Caching;

/// <summary>Waits after failures: doubling, with jitter, bounded.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, TimeProvider time, Random random)
{
    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Something worked: the next wait is short again.</summary>
    public void Reset() => Failures = 0;

    /// <summary>Counts a failure and gives the wait after it: between half and all of the doubled interval, or what the server asks for if that is longer.</summary>
    public TimeSpan Next(TimeSpan? askedFor = null)
    {
        var interval = Math.Min(max.TotalMilliseconds, min.TotalMilliseconds * Math.Pow(2, Math.Min(Failures, 30)));
        Failures++;
        var wait = TimeSpan.FromMilliseconds(interval * (0.5 + (0.5 * random.NextDouble())));
        return askedFor is { } asked && asked > wait ? (asked < max ? asked : max) : wait;
    }

    /// <summary>Counts a failure and waits.</summary>
    public Task WaitAsync(TimeSpan? askedFor, CancellationToken cancellationToken) => Task.Delay(Next(askedFor), time, cancellationToken);
}
