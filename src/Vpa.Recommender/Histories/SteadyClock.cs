namespace Vpa.Recommender.Histories;

/// <summary>
/// The present, for judging how old a history is: the wall clock, of which a jump counts only after it has lasted for a day. So neither a wrong
/// clock that is soon put right, nor a long pause of this program, makes histories expire that are still fed.
/// </summary>
/// <remarks>Time between looks is measured by the monotonic clock, which does not jump.</remarks>
internal sealed class SteadyClock(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>How far ahead of this program's clock another machine's may be.</summary>
    private static readonly TimeSpan MaxLead = TimeSpan.FromHours(1);

    private DateTimeOffset _anchor = time.GetUtcNow();
    private long _anchoredAt = time.GetTimestamp();
    private long? _differsSince;

    /// <summary>Starts from the last instant that is known to have been right, if there is one.</summary>
    public void StartFrom(DateTimeOffset? lastKnown) => Anchor(lastKnown ?? time.GetUtcNow());

    /// <summary>The present.</summary>
    public DateTimeOffset Now()
    {
        var (steady, wall) = (_anchor + time.GetElapsedTime(_anchoredAt), time.GetUtcNow());
        if ((wall - steady).Duration() <= Tolerance)
        {
            // Clocks drift, and are slowly put right.
            Anchor(wall);
            _differsSince = null;
            return wall;
        }

        _differsSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_differsSince.Value) < Patience)
        {
            return steady;
        }

        Anchor(wall);
        _differsSince = null;
        return wall;
    }

    /// <summary>Whether an instant lies so far ahead that a clock must have been wrong; a sample of then would outweigh the whole history.</summary>
    public bool IsTooFarAhead(DateTimeOffset at)
    {
        var (steady, wall) = (Now(), time.GetUtcNow());
        return at - MaxLead > (steady > wall ? steady : wall);
    }

    private void Anchor(DateTimeOffset present) => (_anchor, _anchoredAt) = (present, time.GetTimestamp());
}
