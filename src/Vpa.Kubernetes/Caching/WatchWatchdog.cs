namespace Vpa.Kubernetes.Caching;

/// <summary>Cuts a watch that outlives its time, or that goes silent although the server sends bookmarks.</summary>
internal sealed class WatchWatchdog : IDisposable
{
    private readonly CancellationTokenSource _bite = new();
    private readonly CancellationTokenSource _linked;
    private readonly ITimer _timer;
    private readonly TimeSpan _bookmarkSilence;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan _lifetime;
    private bool _sawBookmark;

    public WatchWatchdog(TimeSpan lifetime, TimeSpan bookmarkSilence, TimeProvider time, CancellationToken cancellationToken)
    {
        _lifetime = lifetime;
        _bookmarkSilence = bookmarkSilence;
        _time = time;
        _started = time.GetTimestamp();
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_bite.Token, cancellationToken);
        _timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _bite, lifetime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the watch must end.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the watch was cut for being silent.</summary>
    public bool HasBitten => _bite.IsCancellationRequested;

    /// <summary>Something came: the silence starts anew.</summary>
    public void Heard(bool isBookmark)
    {
        _sawBookmark |= isBookmark;
        if (!_sawBookmark)
        {
            return;
        }

        var left = _lifetime - _time.GetElapsedTime(_started);
        var next = left < _bookmarkSilence ? left : _bookmarkSilence;
        _timer.Change(next > TimeSpan.Zero ? next : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _linked.Dispose();
        _bite.Dispose();
    }
}
