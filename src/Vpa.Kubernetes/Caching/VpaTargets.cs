using System.Threading.Channels;
using Vpa.Domain.Policies;

namespace Vpa.Kubernetes.Caching;

/// <summary>
/// VPAs by target, as one immutable snapshot that is swapped shortly after VPAs changed. A recommender writes hundreds of statuses in a burst,
/// so the index is built at most ten times a second, never by a reader.
/// </summary>
public sealed class VpaTargets
{
    /// <summary>Least time between two builds.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);

    private readonly ResourceCache<VerticalPodAutoscaler> _vpas;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Built _built = new(0, VpaTargetIndex.Empty);

    /// <summary>Creates the index of a cache; to be done before the cache runs.</summary>
    public VpaTargets(ResourceCache<VerticalPodAutoscaler> vpas, TimeProvider time)
    {
        _vpas = vpas;
        _time = time;
        vpas.Changed += _ => _changed.Writer.TryWrite(true);
    }

    /// <summary>The latest snapshot; costs nothing.</summary>
    public VpaTargetIndex Current => Volatile.Read(ref _built).Index;

    /// <summary>The snapshot of what the cache holds now, built if need be; for callers that must not be a moment late.</summary>
    public VpaTargetIndex Refresh()
    {
        var changes = _vpas.Changes;
        if (Volatile.Read(ref _built) is var built && built.Changes == changes)
        {
            return built.Index;
        }

        var index = VpaTargetIndex.Of(_vpas.List());
        var next = new Built(changes, index);
        for (var current = Volatile.Read(ref _built); current.Changes < changes;)
        {
            var seen = Interlocked.CompareExchange(ref _built, next, current);
            if (ReferenceEquals(seen, current))
            {
                break;
            }

            current = seen;
        }

        return index;
    }

    /// <summary>Rebuilds the snapshot as VPAs change, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _changed.Reader.ReadAsync(cancellationToken);
                Refresh();
                await Task.Delay(MinInterval, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // An ordinary end.
        }
    }

    private sealed record Built(long Changes, VpaTargetIndex Index);
}
