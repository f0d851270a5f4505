using Vpa.Domain.Workloads;

namespace Vpa.Updater;

/// <summary>
/// Pods whose eviction was accepted. The pod cache may lag behind, and a pod that is going away must not be counted as live by the next
/// run: its budget would be spent twice. For use by one run at a time.
/// </summary>
internal sealed class AcceptedEvictions
{
    /// <summary>How long an accepted eviction is believed against a cache that still shows the pod as live; then the cache is believed.</summary>
    internal static readonly TimeSpan Trust = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DateTimeOffset> _acceptedAt = new(StringComparer.Ordinal);

    /// <summary>Notes that the eviction of a pod was accepted.</summary>
    public void Add(Pod pod, DateTimeOffset now) => _acceptedAt[pod.Uid] = now;

    /// <summary>Forgets pods that are not in the cache any more, or whose eviction was accepted too long ago.</summary>
    public void Prune(IEnumerable<Pod> cached, DateTimeOffset now)
    {
        if (_acceptedAt.Count == 0)
        {
            return;
        }

        var uids = cached.Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var (uid, acceptedAt) in _acceptedAt.ToArray())
        {
            if (!uids.Contains(uid) || now - acceptedAt >= Trust)
            {
                _acceptedAt.Remove(uid);
            }
        }
    }

    /// <summary>Whether a pod is going away because its eviction was accepted.</summary>
    public bool Contains(Pod pod) => _acceptedAt.ContainsKey(pod.Uid);
}
