namespace Vpa.Kubernetes.Client;

/// <summary>A token bucket: so many permits a second, and a store of permits for bursts. Waiters are served in the order they came (R151).</summary>
public sealed class TokenBucket
{
    private readonly Lock _lock = new();
    private readonly double _ratePerSecond;
    private readonly double _capacity;
    private readonly TimeProvider _time;
    private double _permits;
    private long _refilledAt;

    /// <summary>Creates a full bucket.</summary>
    /// <param name="ratePerSecond">Permits a second; 0 or less means no limit.</param>
    /// <param name="burst">Permits the bucket holds; less than 1 counts as 1.</param>
    /// <param name="time">The clock.</param>
    public TokenBucket(double ratePerSecond, int burst, TimeProvider time)
    {
        _ratePerSecond = ratePerSecond;
        _capacity = Math.Max(1, burst);
        _permits = _capacity;
        _time = time;
        _refilledAt = time.GetTimestamp();
    }

    /// <summary>Takes one permit, waiting until there is one. A cancelled wait gives its permit back.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        var wait = Reserve();
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await Task.Delay(wait, _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _permits++;
            }

            throw;
        }
    }

    /// <summary>Takes a permit if one is there now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (!(_ratePerSecond > 0))
            {
                return true;
            }

            Refill_NeedsLock();
            if (_permits < 1)
            {
                return false;
            }

            _permits--;
            return true;
        }
    }

    private TimeSpan Reserve()
    {
        lock (_lock)
        {
            if (!(_ratePerSecond > 0))
            {
                return TimeSpan.Zero;
            }

            Refill_NeedsLock();
            _permits--;
            return _permits >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_permits / _ratePerSecond);
        }
    }

    private void Refill_NeedsLock()
    {
        var now = _time.GetTimestamp();
        _permits = Math.Min(_capacity, _permits + (_time.GetElapsedTime(_refilledAt, now).TotalSeconds * _ratePerSecond));
        _refilledAt = now;
    }
}
