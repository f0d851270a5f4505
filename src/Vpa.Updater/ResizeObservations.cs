using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;

namespace Vpa.Updater;

/// <summary>
/// When each pod was first seen in its present resize. An entry ends with the resize or the pod, so that a later resize, or a later pod of
/// the same name, starts anew (upstream keeps it for ever, U86). For use by one run at a time.
/// </summary>
internal sealed class ResizeObservations
{
    private Dictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    /// <summary>Looks at all live pods at the beginning of a run.</summary>
    public void Observe(IEnumerable<Pod> livePods, DateTimeOffset now)
    {
        var since = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var pod in livePods)
        {
            if (ResizeProgress.Of(pod) != ResizeStatus.None)
            {
                since[pod.Uid] = _since.GetValueOrDefault(pod.Uid, now);
            }
        }

        _since = since;
    }

    /// <summary>When a pod was first seen in its present resize; null when it is not resizing.</summary>
    public DateTimeOffset? Since(Pod pod) => _since.TryGetValue(pod.Uid, out var since) ? since : null;
}
