using Vpa.E2E.Tests.Clusters;

namespace Vpa.E2E.Tests.Installing;

/// <summary>A request of a ServiceAccount, by the API server's own record.</summary>
internal sealed record AuditedRequest(string Account, string Verb, string Group, string Resource, string Namespace, string Name, bool WasDenied)
{
    private const string Prefix = "system:serviceaccount:";

    /// <summary>The requests of a cluster's record about objects; discovery and the like are left out.</summary>
    public static IEnumerable<AuditedRequest> Of(IEnumerable<ComponentRequest> requests) =>
        from request in requests
        where request.Object is not null && request.User.StartsWith(Prefix, StringComparison.Ordinal)
        let account = request.User[Prefix.Length..].Replace(':', '/')
        select new AuditedRequest(
            account, request.Verb, request.Object!.Group, request.Object.Resource, request.Object.Namespace, request.Object.Name, request.WasDenied);
}
