using System.Collections.Concurrent;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Clusters;

/// <summary>What an operator does first: apply the CRDs and the RBAC of the repository with kubectl.</summary>
internal static class Installation
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<Uri, Lazy<Task>> Installed = new();

    /// <summary>Installs both, once for each cluster, and returns when the VPA kinds are served.</summary>
    public static async Task<Kubectl> InstallAsync(ITestCluster cluster)
    {
        await Installed.GetOrAdd(cluster.Address, _ => new(() => ApplyAsync(cluster))).Value;
        return AdminOf(cluster);
    }

    /// <summary>Makes a namespace, if it is not there, and waits until Pods can be made in it.</summary>
    public static async Task CreateNamespaceAsync(ITestCluster cluster, string ns)
    {
        (await AdminOf(cluster).ApplyAsync($"{{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{{\"name\":\"{ns}\"}}}}")).Expected();
        if (cluster.HasWorkloadControllers)
        {
            using var api = new ApiClient(cluster, cluster.AdminToken);
            await Polling.UntilAsync($"the default ServiceAccount of {ns}", Deadline, async cancel =>
                await api.FindAsync($"/api/v1/namespaces/{ns}/serviceaccounts/default", cancel) is null ? "it is not there yet" : null);
        }
    }

    /// <summary>kubectl as the cluster's administrator.</summary>
    public static Kubectl AdminOf(ITestCluster cluster) => new(Kubeconfig.Write(cluster, "admin", cluster.AdminToken));

    private static async Task ApplyAsync(ITestCluster cluster)
    {
        var kubectl = AdminOf(cluster);
        using var api = new ApiClient(cluster, cluster.AdminToken);
        // The schema of an old server does not know the rules of the CRD, and kubectl would refuse them in its name.
        var validate = (await ServerFacts.DiscoverAsync(api)).EvaluatesCrdRules ? "true" : "false";
        (await kubectl.RunAsync("apply", "--validate=" + validate, "-k", Manifests.Folder("crds"))).Expected();
        (await kubectl.RunAsync("apply", "-k", Manifests.Folder("rbac"))).Expected();
        await Polling.UntilAsync("the VPA kinds to be served", Deadline, async cancel =>
        {
            foreach (var plural in new[] { "verticalpodautoscalers", "verticalpodautoscalercheckpoints" })
            {
                if (await api.FindAsync($"/apis/autoscaling.k8s.io/v1/{plural}", cancel) is null)
                {
                    return plural + " is not served";
                }
            }

            return null;
        });
    }
}
