namespace Vpa.Domain.Workloads;

/// <summary>Controllers as the caches know them. Answers at once and without I/O, so it may be asked while a pod is admitted.</summary>
public interface IControllerDirectory
{
    /// <summary>Looks a controller up by kind alone for the seven well-known kinds, by group and kind for others.</summary>
    ControllerLookup Find(string apiVersion, WorkloadKey key);

    /// <summary>
    /// As <see cref="Find"/>, for a decision that is not taken again later: a provisional answer that is older than given is Pending, and
    /// read anew meanwhile.
    /// </summary>
    ControllerLookup FindFresh(string apiVersion, WorkloadKey key, TimeSpan maxAge) => Find(apiVersion, key);
}
