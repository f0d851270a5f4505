using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>The annotations in which a start-up boost keeps a container's original resources (U73).</summary>
public static class BoostAnnotations
{
    /// <summary>What the key of every such annotation begins with; the container's name follows.</summary>
    public const string Prefix = "vpaCpuStartupBoost/";

    /// <summary>Whether a pod carries at least one.</summary>
    public static bool ArePresentOn(Pod pod)
    {
        foreach (var key in pod.Annotations?.Keys ?? [])
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
