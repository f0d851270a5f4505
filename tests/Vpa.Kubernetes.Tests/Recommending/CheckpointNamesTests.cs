using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Checkpoints;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Tests.Recommending;

/// <summary>Against a server that keeps what it is given.</summary>
public sealed class CheckpointNamesTests
{
    [Fact]
    public async Task Two_pairs_of_names_that_give_one_object_name_have_an_object_each() // unlike Q25
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        await InstallAsync(cluster);
        var objects = new CheckpointObjects(cluster.Api, "");
        for (var round = 1; round <= 2; round++)
        {
            await objects.WriteAsync(new("default", "a"), "b-c", Status(10 * round), CancellationToken.None);
            await objects.WriteAsync(new("default", "a-b"), "c", Status(20 * round), CancellationToken.None);
        }

        Assert.Equal([("a", "b-c", 20L), ("a-b", "c", 40L)], (await ListAsync(objects)).Select(o => (o.Vpa, o.Container, o.Status!.TotalSamplesCount)));
    }

    [Fact]
    public async Task Names_that_are_too_long_together_are_shortened_and_the_objects_can_be_deleted()
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        await InstallAsync(cluster);
        var objects = new CheckpointObjects(cluster.Api, "");
        var (vpa, container) = (new NamespacedName("default", new string('v', 230)), new string('c', 60));
        await objects.WriteAsync(vpa, container, Status(1), CancellationToken.None);
        await objects.WriteAsync(vpa, container, Status(2), CancellationToken.None);
        var written = Assert.Single(await ListAsync(objects));
        Assert.Equal((vpa.Name, container, 2L), (written.Vpa, written.Container, written.Status!.TotalSamplesCount));

        await objects.DeleteAsync(written.Key, CancellationToken.None);
        await objects.DeleteAsync(written.Key, CancellationToken.None);
        Assert.Empty(await ListAsync(objects));
    }

    private static Task InstallAsync(SimulatedCluster cluster) => cluster.CreateAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"verticalpodautoscalercheckpoints.autoscaling.k8s.io"},
         "spec":{"group":"autoscaling.k8s.io","scope":"Namespaced","names":{"plural":"verticalpodautoscalercheckpoints","singular":"verticalpodautoscalercheckpoint","kind":"VerticalPodAutoscalerCheckpoint"},
         "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """);

    private static AggregateCheckpoint Status(long samples) => new(null, "v3", new HistogramCheckpoint(null, [], 0), new HistogramCheckpoint(null, [], 0), null, null, samples);

    private static async Task<List<CheckpointObject>> ListAsync(CheckpointObjects objects)
    {
        var read = new List<CheckpointObject>();
        await objects.ListAsync(withStatus: true, read.Add, CancellationToken.None);
        return [.. read.OrderBy(r => r.Vpa, StringComparer.Ordinal)];
    }
}
