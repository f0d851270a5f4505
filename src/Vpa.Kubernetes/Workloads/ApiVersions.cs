namespace Vpa.Kubernetes.Workloads;

/// <summary>Takes group and version apart.</summary>
internal static class ApiVersions
{
    /// <summary>The group of <c>apps/v1</c> is <c>apps</c>, that of <c>v1</c> is empty.</summary>
    public static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}
