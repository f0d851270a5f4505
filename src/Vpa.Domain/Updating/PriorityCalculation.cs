using System.Runtime.InteropServices;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>Computes a pod's update priority from what it requests and what is recommended for it (U55, U56).</summary>
public static class PriorityCalculation
{
    /// <summary>The priority of a pod.</summary>
    /// <param name="pod">The pod; requests are those in effect (U39).</param>
    /// <param name="processed">The recommendation as capped for this pod.</param>
    /// <param name="observed">The containers that count (U54).</param>
    public static UpdatePriority Of(Pod pod, Recommendation processed, ObservedContainers observed)
    {
        var totals = new List<Totals>(2);
        var outsideRange = false;
        var scaleUp = false;
        foreach (var container in pod.Containers)
        {
            if (!observed.Includes(container.Name) || processed.For(container.Name) is not { } recommended)
            {
                continue;
            }

            var requests = pod.ResourcesOf(container).Requests;
            foreach (var (resource, target) in recommended.Target)
            {
                // No update changes a request that has to equal a limit which stays, so it must not lead to one.
                if (!ResourceNames.CanBeOvercommitted(resource))
                {
                    continue;
                }

                var request = requests?.Find(resource);
                Add(totals, resource, request, target);
                scaleUp |= request is null || target.MilliValue > request.Value.MilliValue;
                outsideRange |= request is null || IsOutside(request.Value, recommended, resource);
            }
        }

        return new UpdatePriority(outsideRange, scaleUp, Difference(totals));
    }

    private static bool IsOutside(Quantity request, ContainerRecommendation recommended, string resource) =>
        (recommended.LowerBound?.Find(resource) is { } lower && request < lower)
        || (recommended.UpperBound?.Find(resource) is { } upper && request > upper);

    // A list is searched from end to end: pods have two resources, rarely more.
    private static void Add(List<Totals> totals, string resource, Quantity? request, Quantity target)
    {
        for (var i = 0; i < totals.Count; i++)
        {
            if (totals[i].Resource == resource)
            {
                totals[i] = totals[i].Plus(request, target);
                return;
            }
        }

        totals.Add(new Totals(resource, 0, 0).Plus(request, target));
    }

    private static double Difference(List<Totals> totals)
    {
        var difference = 0.0;
        foreach (var total in totals)
        {
            var requested = Math.Max(total.Requested, 1.0);
            difference += Math.Abs(requested - total.Recommended) / requested;
        }

        return difference;
    }

    // Thousandths; 128 bits, so that no sum of 64-bit amounts overflows.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Totals(string Resource, Int128 RequestedMilli, Int128 RecommendedMilli)
    {
        public double Requested => (double)RequestedMilli;

        public double Recommended => (double)RecommendedMilli;

        public Totals Plus(Quantity? request, Quantity target) =>
            new(Resource, RequestedMilli + (request?.MilliValue ?? 0), RecommendedMilli + target.MilliValue);
    }
}
