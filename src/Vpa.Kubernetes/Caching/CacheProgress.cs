namespace Vpa.Kubernetes.Caching;

/// <summary>How far a cache has come, and who waits for it.</summary>
internal sealed class CacheProgress(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<(string Version, TaskCompletionSource Reached)> _waiters = [];
    private string _resourceVersion = "";
    private long _lastContactTicks;

    /// <summary>Whether the first list is complete.</summary>
    public bool HasSynced => _synced.Task.IsCompleted;

    /// <summary>The newest version; empty before the first list.</summary>
    public string ResourceVersion => Volatile.Read(ref _resourceVersion);

    /// <summary>When the server was last heard of.</summary>
    public DateTimeOffset? LastContact => Volatile.Read(ref _lastContactTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Waits for the first list.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>Waits for a version.</summary>
    public async Task WaitForVersionAsync(string version, CancellationToken cancellationToken)
    {
        TaskCompletionSource reached;
        lock (_lock)
        {
            if (HasReached_NeedsLock(version))
            {
                return;
            }

            reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((version, reached));
        }

        await reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A list is complete; its version counts even if it is older, as after a restore of the server.</summary>
    public void Listed(string version)
    {
        Set(version);
        _synced.TrySetResult();
    }

    /// <summary>The content is now as new as a version; one that is older than what was reached is passed over.</summary>
    public void Advance(string? version)
    {
        if (string.IsNullOrEmpty(version) || ResourceVersions.IsOlder(version, ResourceVersion))
        {
            Touch();
            return;
        }

        Set(version);
    }

    /// <summary>The server was heard of.</summary>
    public void Touch() => Volatile.Write(ref _lastContactTicks, time.GetUtcNow().UtcTicks);

    private void Set(string version)
    {
        Touch();
        lock (_lock)
        {
            Volatile.Write(ref _resourceVersion, version);
            if (_waiters.Count == 0)
            {
                return;
            }

            foreach (var waiter in _waiters.Where(w => HasReached_NeedsLock(w.Version)))
            {
                waiter.Reached.TrySetResult();
            }

            _waiters = [.. _waiters.Where(w => !w.Reached.Task.IsCompleted)];
        }
    }

    private bool HasReached_NeedsLock(string version) => _resourceVersion.Length > 0 && !ResourceVersions.IsOlder(_resourceVersion, version);
}
