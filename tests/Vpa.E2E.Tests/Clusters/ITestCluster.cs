namespace Vpa.E2E.Tests.Clusters;

/// <summary>A cluster that a scenario runs against: a real control plane or the simulated one.</summary>
internal interface ITestCluster
{
    /// <summary>HTTPS address of the API server.</summary>
    Uri Address { get; }

    /// <summary>The CA that signed the API server's certificate.</summary>
    string CaPem { get; }

    /// <summary>A bearer token of the group system:masters.</summary>
    string AdminToken { get; }

    /// <summary>A folder of this cluster for kubeconfigs, logs and histories.</summary>
    string Folder { get; }

    /// <summary>Whether controllers of the cluster turn Deployments into Pods. Otherwise the simulation's has to be started.</summary>
    bool HasWorkloadControllers { get; }

    /// <summary>The requests of ServiceAccounts in kube-system since the cluster started, by the server's own account, oldest first.</summary>
    IReadOnlyList<ComponentRequest> ComponentRequests { get; }

    /// <summary>Returns a bearer token of a ServiceAccount that exists.</summary>
    Task<string> IssueServiceAccountTokenAsync(string ns, string name, CancellationToken cancel = default);
}
