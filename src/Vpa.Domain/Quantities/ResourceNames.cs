namespace Vpa.Domain.Quantities;

/// <summary>The names of the two resources that are recommended, and what Kubernetes makes of others.</summary>
public static class ResourceNames
{
    /// <summary>CPU, in cores.</summary>
    public const string Cpu = "cpu";

    /// <summary>Memory, in bytes.</summary>
    public const string Memory = "memory";

    private const string HugePagesPrefix = "hugepages-";
    private const string NativeDomain = "kubernetes.io/";

    /// <summary>
    /// Whether a container may have a limit above its request of a resource. Of huge pages and of extended resources, which have a domain in their name, Kubernetes
    /// demands a limit equal to the request.
    /// </summary>
    public static bool CanBeOvercommitted(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name is Cpu or Memory
            || (!name.StartsWith(HugePagesPrefix, StringComparison.Ordinal)
                && (!name.Contains('/', StringComparison.Ordinal) || name.Contains(NativeDomain, StringComparison.Ordinal)));
    }
}
