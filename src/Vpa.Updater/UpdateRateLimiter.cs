using Vpa.Domain.Pacing;

namespace Vpa.Updater;

/// <summary>
/// Lets evictions, or resizes, start at a rate that holds across runs (U116 to U118). A wait that could not end before its deadline fails at once,
/// without waiting and without spending a token. For use by one caller at a time.
/// </summary>
internal sealed class UpdateRateLimiter
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly TokenBucket _bucket;

    /// <summary>A limiter that has its whole burst to spend.</summary>
    /// <param name="perSecond">Tokens per second; 0 or less: unlimited (U117).</param>
    /// <param name="burst">The size of the bucket; ignored when unlimited.</param>
    /// <param name="time">The clock.</param>
    public UpdateRateLimiter(double perSecond, int burst, TimeProvider time)
    {
        _time = time;
        _startedAt = time.GetTimestamp();
        _bucket = new TokenBucket(perSecond, burst, TimeSpan.Zero);
    }

    /// <summary>Takes a token, waiting for it if need be.</summary>
    /// <returns>False when it would only be there after the deadline, when the deadline has passed, or when the bucket can hold none.</returns>
    public async ValueTask<bool> WaitAsync(DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var timeLeft = deadline - _time.GetUtcNow();
        if (timeLeft <= TimeSpan.Zero)
        {
            return false;
        }

        var now = _time.GetElapsedTime(_startedAt);
        var wait = _bucket.WaitAt(now);
        if (wait > timeLeft)
        {
            return false;
        }

        // The token is taken before the wait; the debt is paid by the time that passes.
        _bucket.Take(now);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancellationToken);
        }

        return true;
    }
}
