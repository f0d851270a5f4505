using System.Collections.Immutable;
using System.Numerics;

namespace Vpa.Domain.Workloads;

/// <summary>Climbs from an owner to the topmost well-known or scalable controller (R110, U29, A94).</summary>
public static class OwnerChain
{
    private const string NodeKind = "Node";

    /// <summary>The owner of a pod that controls it: of several, the last (U28, A93).</summary>
    public static OwnerReference? ControllerOf(Pod pod)
    {
        for (var i = pod.Owners.Length - 1; i >= 0; i--)
        {
            if (pod.Owners[i].IsController)
            {
                return pod.Owners[i];
            }
        }

        return null;
    }

    /// <summary>The chain above a pod; empty for a pod that nobody controls.</summary>
    public static OwnerChainResult Of(Pod pod, IControllerDirectory directory, TimeSpan? maxAge = null) =>
        ControllerOf(pod) is { } owner ? Climb(pod.Namespace, owner, directory, maxAge) : new([], null);

    /// <summary>The chain that starts at, and includes, an owner. All owners are taken to be in one namespace.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="owner">The lowest owner.</param>
    /// <param name="directory">Where owners are looked up.</param>
    /// <param name="maxAge">
    /// How long ago an owner may have been found not to exist to be believed so, although something names it; null for any time.
    /// </param>
    public static OwnerChainResult Climb(string @namespace, OwnerReference owner, IControllerDirectory directory, TimeSpan? maxAge = null)
    {
        var found = ImmutableArray.CreateBuilder<Controller>(2);
        var (current, marked, markedVersion) = ((OwnerReference?)owner, default(WorkloadKey), "");
        for (var step = 1u; current is not null; step++)
        {
            if (current.Kind == NodeKind)
            {
                return new([], null);
            }

            var key = new WorkloadKey(@namespace, current.Kind, current.Name);
            if (key == marked && IsSameGroup(current.ApiVersion, markedVersion))
            {
                return new([], "cycle detected in ownership chain");
            }

            // Brent's algorithm: each object is compared to the one at the last power of two, which a cycle leads back to. It takes no memory, and chains are short.
            (marked, markedVersion) = BitOperations.IsPow2(step) ? (key, current.ApiVersion) : (marked, markedVersion);
            var lookup = directory.Find(current.ApiVersion, key);
            if (maxAge is { } age && lookup is { IsProvisional: true, Controller: null })
            {
                lookup = directory.FindFresh(current.ApiVersion, key, age);
            }

            switch (lookup.Status)
            {
                case ControllerLookupStatus.Found:
                    found.Add(lookup.Controller!);
                    current = lookup.Controller!.Owner;
                    break;
                case ControllerLookupStatus.NotScalable:
                    current = null;
                    break;
                default:
                    return new(
                        [],
                        lookup.Cause ?? $"{key} could not be looked up",
                        IsPending: lookup.Status == ControllerLookupStatus.Pending,
                        IsMissing: lookup.Status == ControllerLookupStatus.Missing);
            }
        }

        return new(found.ToImmutable(), null);
    }

    /// <summary>A custom kind may be named like one of another group, and its objects like their own parts.</summary>
    private static bool IsSameGroup(string left, string right) => GroupOf(left).SequenceEqual(GroupOf(right));

    private static ReadOnlySpan<char> GroupOf(string apiVersion) => apiVersion.AsSpan(0, Math.Max(apiVersion.IndexOf('/', StringComparison.Ordinal), 0));
}
