using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;

namespace Vpa.Updater;

/// <summary>
/// When each pod was first seen in its present resize. An entry ends with the resize or the pod, so that a later resize, or a later pod of
/// the same name, starts anew (upstream keeps it for ever, U86). A pod whose specification asks for something else is in another resize, even
/// if no run saw the end of the one before. For use by one run at a time.
/// </summary>
internal sealed class ResizeObservations
{
    private Dictionary<string, Observation> _observations = new(StringComparer.Ordinal);

    /// <summary>Looks at all live pods at the beginning of a run.</summary>
    public void Observe(IEnumerable<Pod> livePods, DateTimeOffset now)
    {
        var observations = new Dictionary<string, Observation>(StringComparer.Ordinal);
        foreach (var pod in livePods)
        {
            if (ResizeProgress.Of(pod) != ResizeStatus.None)
            {
                observations[pod.Uid] = _observations.TryGetValue(pod.Uid, out var before) && AsksForTheSame(before.Containers, pod.Containers)
                    ? before
                    : new Observation(pod.Containers, now);
            }
        }

        _observations = observations;
    }

    /// <summary>When a pod was first seen in its present resize; null when it is not resizing.</summary>
    public DateTimeOffset? Since(Pod pod) => _observations.TryGetValue(pod.Uid, out var observation) ? observation.Since : null;

    private static bool AsksForTheSame(ImmutableArray<Container> before, ImmutableArray<Container> now) =>
        before.Select(c => c.Resources).SequenceEqual(now.Select(c => c.Resources));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Observation(ImmutableArray<Container> Containers, DateTimeOffset Since);
}
