using Vpa.Domain.Pacing;

namespace Vpa.Kubernetes.Client;

/// <summary>Lets callers pass at a rate, with a burst after a pause; waiters are served in the order they came (R151). Safe for use by several threads.</summary>
public sealed class RequestPacer
{
    private readonly Lock _lock = new();
    private readonly TokenBucket _bucket;
    private readonly TimeProvider _time;
    private readonly long _startedAt;

    /// <summary>Creates a pacer that has its whole burst to spend.</summary>
    /// <param name="ratePerSecond">Permits a second; 0 or less means no limit.</param>
    /// <param name="burst">Permits that may be taken at once; less than 1 counts as 1.</param>
    /// <param name="time">The clock.</param>
    public RequestPacer(double ratePerSecond, int burst, TimeProvider time)
    {
        _time = time;
        _startedAt = time.GetTimestamp();
        _bucket = new TokenBucket(ratePerSecond, Math.Max(1, burst), TimeSpan.Zero);
    }

    private TimeSpan Now => _time.GetElapsedTime(_startedAt);

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
                _bucket.GiveBack();
            }

            throw;
        }
    }

    /// <summary>Takes a permit if one is there now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            var now = Now;
            if (_bucket.WaitAt(now) > TimeSpan.Zero)
            {
                return false;
            }

            _bucket.Take(now);
            return true;
        }
    }

    private TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = Now;
            var wait = _bucket.WaitAt(now);
            _bucket.Take(now);
            return wait;
        }
    }
}
