using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Recommending.PodCapping;

/// <summary>Requests and limits that can be written to a container without making its pod invalid.</summary>
/// <param name="Requests">The requests to write.</param>
/// <param name="Limits">The limits to write.</param>
internal sealed record ConsistentResources(ResourceList Requests, ResourceList Limits)
{
    /// <summary>
    /// Takes out what would make the pod invalid: entries without a name (A120, U95), requests that are not positive (Q12, U48) together with their limits, limits below
    /// their request (Q23, Q28), requests above a limit that stays, and requests other than the limit of what cannot be overcommitted.
    /// </summary>
    /// <param name="requests">The wanted requests.</param>
    /// <param name="limits">The wanted limits.</param>
    /// <param name="specified">The container's resources in the specification that is changed.</param>
    public static ConsistentResources Of(ResourceList requests, ResourceList limits, ContainerResources specified)
    {
        if (AreConsistent(requests, limits, specified))
        {
            return new(requests, limits);
        }

        var kept = new List<KeyValuePair<string, Quantity>>(requests.Count);
        foreach (var (name, request) in requests)
        {
            var value = request;
            if (!ResourceNames.CanBeOvercommitted(name) && LimitOf(name, limits, specified) != request)
            {
                value = Quantity.Zero;
            }
            else if (limits.Find(name) is { } limit)
            {
                limits = limit < request ? limits.With(name, request) : limits;
            }
            else if (specified.Limits?.Find(name) is { } staying && staying < request)
            {
                value = staying;
            }

            if (value.Sign > 0 && name.Length > 0)
            {
                kept.Add(new(name, value));
            }
            else
            {
                limits = Without(limits, name);
            }
        }

        return new(ResourceList.Of(kept), limits);
    }

    /// <summary>A limit that was computed from a request that is not written goes with it: it would be negative as well.</summary>
    private static ResourceList Without(ResourceList list, string name) =>
        list.Contains(name) ? ResourceList.Of(list.Where(e => e.Key != name)) : list;

    private static bool AreConsistent(ResourceList requests, ResourceList limits, ContainerResources specified)
    {
        foreach (var (name, request) in requests)
        {
            var limit = LimitOf(name, limits, specified);
            if (request.Sign <= 0 || name.Length == 0 || limit < request || (limit != request && !ResourceNames.CanBeOvercommitted(name)))
            {
                return false;
            }
        }

        return true;
    }

    private static Quantity? LimitOf(string name, ResourceList limits, ContainerResources specified) => limits.Find(name) ?? specified.Limits?.Find(name);
}
