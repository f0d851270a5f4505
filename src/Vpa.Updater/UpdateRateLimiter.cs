namespace Vpa.Updater;

/// <summary>
/// A token bucket over evictions or resizes, kept across runs (U116 to U118). A wait that could not end before its deadline fails at once, without
/// waiting and without spending a token. For use by one caller at a time.
/// </summary>
internal sealed class UpdateRateLimiter
{
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private DateTimeOffset _refilledAt;

    /// <summary>A full bucket.</summary>
    /// <param name="perSecond">Tokens per second; 0 or less: unlimited.</param>
    /// <param name="burst">The size of the bucket; ignored when unlimited.</param>
    /// <param name="time">The clock.</param>
    public UpdateRateLimiter(double perSecond, int burst, TimeProvider time)
    {
        _time = time;
        _perSecond = perSecond;
        _burst = burst;
        _tokens = burst;
        _refilledAt = time.GetUtcNow();
    }

    private bool IsUnlimited => !(_perSecond > 0);

    /// <summary>Takes a token, waiting for it if need be.</summary>
    /// <returns>False when it would only be there after the deadline, when the deadline has passed, or when the bucket can hold none.</returns>
    public async ValueTask<bool> WaitAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = _time.GetUtcNow();
        if (now >= deadline)
        {
            return false;
        }

        if (IsUnlimited)
        {
            return true;
        }

        Refill(now);
        var missing = Math.Max(0, 1 - _tokens);
        var secondsToWait = missing / _perSecond;
        if (_burst < 1 || secondsToWait > (deadline - now).TotalSeconds)
        {
            return false;
        }

        // The token is taken before the wait; the debt is paid by the time that passes.
        _tokens -= 1;
        if (secondsToWait > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(secondsToWait), _time, cancellationToken);
        }

        return true;
    }

    private void Refill(DateTimeOffset now)
    {
        var elapsed = Math.Max(0, (now - _refilledAt).TotalSeconds);
        _tokens = Math.Min(_burst, _tokens + (elapsed * _perSecond));
        _refilledAt = now;
    }
}
