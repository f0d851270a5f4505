namespace Vpa.Domain.Pacing;

/// <summary>
/// The arithmetic of a token bucket: full at first, refilled at a rate, and tokens may be owed that only time pays back. Times are a clock's
/// readings since any fixed moment; one that goes back refills nothing. Not safe for use by several threads.
/// </summary>
public sealed class TokenBucket
{
    private readonly double _perSecond;
    private readonly double _capacity;
    private double _tokens;
    private TimeSpan _refilledAt;

    /// <summary>A full bucket.</summary>
    /// <param name="perSecond">Tokens that come back each second; 0 or less, or not a number: no limit.</param>
    /// <param name="capacity">The most tokens it holds; with less than 1 a limited bucket never has a whole one.</param>
    /// <param name="now">The present time.</param>
    public TokenBucket(double perSecond, int capacity, TimeSpan now)
    {
        _perSecond = perSecond;
        _capacity = capacity;
        _tokens = capacity;
        _refilledAt = now;
    }

    /// <summary>Whether there is no limit: then every wait is 0.</summary>
    public bool IsUnlimited => !(_perSecond > 0);

    /// <summary>How long until one more token can be had, those taken before included; 0 when it can be had now.</summary>
    /// <value><see cref="TimeSpan.MaxValue"/> when it never can, or that is too far off to be told.</value>
    public TimeSpan WaitAt(TimeSpan now)
    {
        if (IsUnlimited)
        {
            return TimeSpan.Zero;
        }

        if (_capacity < 1)
        {
            return TimeSpan.MaxValue;
        }

        Refill(now);
        var seconds = Math.Max(0, 1 - _tokens) / _perSecond;
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    /// <summary>Takes a token, now or in advance: the next wait is the longer for it.</summary>
    public void Take(TimeSpan now)
    {
        if (!IsUnlimited)
        {
            Refill(now);
            _tokens--;
        }
    }

    /// <summary>Gives a token back that was taken and not used.</summary>
    public void GiveBack()
    {
        if (!IsUnlimited)
        {
            _tokens++;
        }
    }

    private void Refill(TimeSpan now)
    {
        if (now > _refilledAt)
        {
            _tokens = Math.Min(_capacity, _tokens + ((now - _refilledAt).TotalSeconds * _perSecond));
            _refilledAt = now;
        }
    }
}
