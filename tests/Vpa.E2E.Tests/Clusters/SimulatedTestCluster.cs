using Vpa.Simulation.ApiServer;

namespace Vpa.E2E.Tests.Clusters;

/// <summary>A simulated API server, as scenarios see it.</summary>
internal sealed class SimulatedTestCluster(SimulatedApiServer server, string folder) : ITestCluster
{
    public Uri Address => server.Address;

    public string CaPem => server.CaCertificatePem;

    public string AdminToken => server.AdminToken;

    public string Folder => folder;

    public bool HasWorkloadControllers => false;

    public IReadOnlyList<ComponentRequest> ComponentRequests
    {
        get
        {
            var denied = server.Requests.Denied.Select(r => r.Sequence).ToHashSet();
            return [.. server.Requests.Latest
                .Where(r => r.User.StartsWith(ComponentRequest.ServiceAccounts, StringComparison.Ordinal))
                .Select(r => new ComponentRequest(r.User, r.Verb, $"{r.Group}/{r.Resource} {r.Namespace}/{r.Name}", denied.Contains(r.Sequence),
                    new(r.Group, r.Resource, r.Namespace, r.Name)))];
        }
    }

    public Task<string> IssueServiceAccountTokenAsync(string ns, string name, CancellationToken cancel = default) =>
        Task.FromResult(server.IssueToken($"system:serviceaccount:{ns}:{name}"));
}
