using Vpa.Testing;

namespace Vpa.Recommender.Tests.World;

/// <summary>A cluster of the size of the budget: 1,000 VPAs, 5,000 pods, 10,000 containers.</summary>
internal static class LargeCluster
{
    public const int Histories = 2 * Workloads;
    private const int Workloads = 1_000;
    private const int Replicas = 5;

    public static Cluster Create()
    {
        var cluster = new Cluster();
        for (var workload = 0; workload < Workloads; workload++)
        {
            Add(cluster, workload);
        }

        return cluster;
    }

    private static void Add(Cluster cluster, int w)
    {
        cluster.WithControllers($"web-{w}");
        cluster.With(AVpa.Named($"web-{w}").Targeting("Deployment", $"web-{w}"));
        for (var r = 0; r < Replicas; r++)
        {
            var pod = $"web-{w}-1-{r}";
            cluster.Put(APod.Named(pod).OwnedBy("ReplicaSet", $"web-{w}-1").WithContainer("app").WithContainer("proxy"));
            cluster.Using(pod, $"{100 + (w % 800)}m", $"{100 + (w % 700)}Mi").Using(pod, "10m", "20Mi", container: "proxy");
        }
    }
}
