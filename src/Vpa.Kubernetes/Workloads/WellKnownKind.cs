using System.Collections.Immutable;

namespace Vpa.Kubernetes.Workloads;

/// <summary>One of the seven kinds of controllers that need no <c>scale</c> subresource (R106).</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Group">Its API group.</param>
/// <param name="Resource">Its resource.</param>
/// <param name="Versions">Versions that can be read, the best first.</param>
internal sealed record WellKnownKind(string Kind, string Group, string Resource, ImmutableArray<string> Versions)
{
    /// <summary>The kind that has no selector of its own.</summary>
    public const string CronJob = "CronJob";

    /// <summary>The kind whose selector is a plain map.</summary>
    public const string ReplicationController = "ReplicationController";

    private const string LegacyGroup = "extensions";

    /// <summary>All seven.</summary>
    public static ImmutableArray<WellKnownKind> All { get; } =
    [
        new("Deployment", "apps", "deployments", ["v1"]),
        new("ReplicaSet", "apps", "replicasets", ["v1"]),
        new("StatefulSet", "apps", "statefulsets", ["v1"]),
        new("DaemonSet", "apps", "daemonsets", ["v1"]),
        new(ReplicationController, "", "replicationcontrollers", ["v1"]),
        new("Job", "batch", "jobs", ["v1"]),
        new(CronJob, "batch", "cronjobs", ["v1", "v1beta1"]),
    ];

    /// <summary>The well-known kind of a name, whatever the group; null for others.</summary>
    public static WellKnownKind? Named(string kind)
    {
        foreach (var known in All)
        {
            if (known.Kind == kind)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>Whether a reference surely means this kind: its group is this one's, absent, or the one the kind once lived in.</summary>
    public bool IsOfGroup(string group) => group.Length == 0 || group == Group || group == LegacyGroup;
}
