using Vpa.Recommender.Tests.World;
using Vpa.Testing;

namespace Vpa.Benchmarks.Recommending;

/// <summary>
/// Shows that the recommender's memory follows the workloads, not the pods: every one of 5,000 pods of 1,000 workloads is replaced 100 times by one of
/// another name under another ReplicaSet. <c>dotnet run -c Release --project tests/Vpa.Benchmarks -- recommender-churn</c>; fails when memory grows.
/// </summary>
internal static class RecommenderChurn
{
    public const string Mode = "recommender-churn";

    private const int Workloads = 1_000;
    private const int Replicas = 5;
    private const int Replacements = 100;
    private const int RowEvery = 10;

    /// <summary>What the managed heap may grow by from the tenth to the last replacement, in MiB.</summary>
    private const double Budget = 2;

    public static async Task<int> RunAsync()
    {
        var cluster = new Cluster();
        for (var w = 0; w < Workloads; w++)
        {
            cluster.With(AVpa.Named($"web-{w}").Targeting("Deployment", $"web-{w}"));
            Roll(cluster, w, 0);
        }

        await using var recommender = await Running.StartAsync(cluster);
        Console.WriteLine($"{"pods replaced",14} {"pods so far",12} {"histories",10} {"heap MiB",9} {"resident MiB",13}");
        var (early, last) = (0.0, 0.0);
        for (var replacement = 0; replacement <= Replacements; replacement++)
        {
            for (var w = 0; replacement > 0 && w < Workloads; w++)
            {
                Roll(cluster, w, replacement);
            }

            await recommender.TurnAsync();
            if (replacement % RowEvery == 0)
            {
                // What the fakes have noted is none of the recommender's memory.
                recommender.Logger.Collector.Clear();
                cluster.Controllers.Lookups.Clear();
                cluster.Written.Clear();
                last = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
                early = replacement <= RowEvery ? last : early;
                Console.WriteLine(
                    $"{replacement,8} times {(replacement + 1) * Workloads * Replicas,12} {cluster.Store.Stored.Count,10} {last,9:0.0} {Environment.WorkingSet / 1048576.0,13:0.0}");
            }
        }

        Console.WriteLine($"{last - early:+0.0;-0.0} MiB from the tenth to the last replacement, budget {Budget:0.0} MiB");
        return last - early <= Budget ? 0 : 1;
    }

    /// <summary>Replaces the ReplicaSet of a Deployment, and all pods with it.</summary>
    private static void Roll(Cluster cluster, int workload, int revision)
    {
        var name = $"web-{workload}";
        cluster.WithControllers(name, $"{revision}");
        for (var r = 0; r < Replicas; r++)
        {
            cluster.DeletePod($"{name}-{revision - 1}-{r}");
            var pod = $"{name}-{revision}-{r}";
            cluster.Put(APod.Named(pod).OwnedBy("ReplicaSet", $"{name}-{revision}").WithContainer("app").WithContainer("proxy"));
            cluster.Using(pod, $"{100 + (workload % 800)}m", $"{100 + (workload % 700)}Mi").Using(pod, "10m", "20Mi", container: "proxy");
        }

        if (revision > 0)
        {
            cluster.Controllers.Remove(new("default", "ReplicaSet", $"{name}-{revision - 1}"));
        }
    }
}
