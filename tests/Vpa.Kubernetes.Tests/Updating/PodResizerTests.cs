using System.Net;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Domain.Admitting;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Discovery;
using Vpa.Kubernetes.Updating;
using Vpa.Simulation.ApiServer;
using Vpa.Testing.Updating;
using Vpa.Updater.Ports;

namespace Vpa.Kubernetes.Tests.Updating;

public sealed class PodResizerTests
{
    private const string ResizePath = "PATCH /api/v1/namespaces/shop/pods/web-1/resize";
    private const string PodPath = "PATCH /api/v1/namespaces/shop/pods/web-1";

    private static readonly PodResize Change = new()
    {
        Operations =
        [
            PatchOperation.AddObject("/spec/containers/0/resources/limits"),
            PatchOperation.AddText("/spec/containers/0/resources/requests/cpu", "150m"),
        ],
        EndedBoosts = [],
        Attempt = InfeasibleAttempt.OfSpecification(ThePod()),
        ChangesSpecification = true,
    };

    private static Pod ThePod() => AControlledPod.Named("web-1").WithUid("u-1").Requesting("100m", null).Build();

    private static PodResizer Resizer(KubernetesApi api) => new(api, new ApiDiscovery(api, TimeProvider.System), new FakeLogger<PodResizer>());

    private static async Task<(ResizeOutcome Outcome, ScriptedApiServer Server)> ResizeAsync(
        Pod pod, PodResize resize, (HttpStatusCode, string)? answer, (HttpStatusCode, string)? toAnnotations)
    {
        var server = new ScriptedApiServer(request => request == ResizePath ? answer : toAnnotations);
        using var api = server.Connect();
        return (await Resizer(api).ResizeAsync(pod, resize, CancellationToken.None), server);
    }

    private static (HttpStatusCode, string) Failure(int code, string reason, string cause = "") => ((HttpStatusCode)code,
        $$$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{{reason}}}","code":{{{code}}},"message":"no","details":{"causes":[{"reason":"{{{cause}}}","message":"m"}]}}""");

    [Fact]
    public async Task U96_U99_the_patches_are_bound_to_the_pods_uid() // U93
    {
        var (outcome, server) = await ResizeAsync(ThePod(), Change with { EndedBoosts = ["vpaCpuStartupBoost/app"] }, (HttpStatusCode.OK, "{}"), (HttpStatusCode.OK, "{}"));

        Assert.Equal(ResizeOutcome.Accepted, outcome);
        Assert.Equal(
            [
                (ResizePath, """[{"op":"test","path":"/metadata/uid","value":"u-1"},{"op":"add","path":"/spec/containers/0/resources/limits","value":{}},{"op":"add","path":"/spec/containers/0/resources/requests/cpu","value":"150m"}]"""),
                (PodPath, """{"metadata":{"uid":"u-1","annotations":{"vpaInPlaceUpdated":"true","vpaCpuStartupBoost/app":null}}}"""),
            ],
            server.Requests);
    }

    [Fact]
    public async Task A_pod_that_is_marked_already_is_not_annotated_again()
    {
        var pod = ThePod() with { Annotations = new Dictionary<string, string> { ["vpaInPlaceUpdated"] = "true" } };

        Assert.Equal(ResizePath, Assert.Single((await ResizeAsync(pod, Change, (HttpStatusCode.OK, "{}"), null)).Server.Requests).Request);
    }

    [Fact]
    public async Task U99_failing_to_annotate_leaves_it_a_success()
    {
        Assert.Equal(ResizeOutcome.Accepted, (await ResizeAsync(ThePod(), Change, (HttpStatusCode.OK, "{}"), null)).Outcome);
        Assert.Equal(ResizeOutcome.Accepted, (await ResizeAsync(ThePod(), Change, (HttpStatusCode.OK, "{}"), Failure(403, "Forbidden"))).Outcome);
    }

    [Theory]
    [InlineData(403, "Forbidden", "NodeCapacity", ResizeOutcome.NodeCapacity)]
    [InlineData(403, "Forbidden", "Other", ResizeOutcome.Refused)]
    [InlineData(422, "Invalid", "NodeCapacity", ResizeOutcome.Refused)]
    [InlineData(422, "Invalid", "FieldValueInvalid", ResizeOutcome.Refused)]
    [InlineData(409, "Conflict", "", ResizeOutcome.Failed)]
    [InlineData(410, "Expired", "", ResizeOutcome.Failed)]
    [InlineData(429, "TooManyRequests", "", ResizeOutcome.Failed)]
    [InlineData(503, "ServiceUnavailable", "", ResizeOutcome.Failed)]
    [InlineData(500, "InternalError", "", ResizeOutcome.Refused)]
    [InlineData(404, "NotFound", "", ResizeOutcome.Gone)]
    [InlineData(504, "Timeout", "", ResizeOutcome.Unanswered)]
    public async Task U104_answers_and_what_they_mean(int code, string reason, string cause, ResizeOutcome expected)
    {
        var (outcome, server) = await ResizeAsync(ThePod(), Change, Failure(code, reason, cause), (HttpStatusCode.OK, "{}"));

        Assert.Equal(expected, outcome);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_broken_connection_leaves_it_open_whether_the_pod_resizes() =>
        Assert.Equal(ResizeOutcome.Unanswered, (await ResizeAsync(ThePod(), Change, null, null)).Outcome);

    [Theory]
    [InlineData(true, ResizeSupport.Served)]
    [InlineData(false, ResizeSupport.NotServed)]
    public async Task Whether_it_is_served_is_found_by_discovery(bool served, ResizeSupport expected)
    {
        await using var cluster = await SimulatedCluster.StartAsync(new SimulatedApiServerOptions { ServePodResize = served });

        Assert.Equal(expected, await Resizer(cluster.Api).FindSupportAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_leaves_it_unknown()
    {
        using var api = new ScriptedApiServer(static _ => null).Connect();

        Assert.Equal(ResizeSupport.Unknown, await Resizer(api).FindSupportAsync(CancellationToken.None));
    }

    [Fact]
    public async Task On_a_simulated_cluster_the_pod_is_resized_and_marked_its_successor_is_spared_and_its_quality_of_service_stays()
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        const string Path = "api/v1/namespaces/default/pods/web-1";
        await cluster.CreateAsync(
            "api/v1/namespaces/default/pods",
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1"},"spec":{"containers":[{"name":"app","image":"x","resources":{"requests":{"cpu":"100m"},"limits":{"cpu":"200m"}}}]}}""");
        var pod = ThePod() with { Namespace = "default", Uid = (await cluster.GetAsync(Path))["metadata"]!["uid"]!.GetValue<string>() };
        var change = Change with { Operations = [PatchOperation.AddText("/spec/containers/0/resources/requests/cpu", "150m")] };

        Assert.Equal(ResizeOutcome.Refused, await Resizer(cluster.Api).ResizeAsync(pod with { Uid = "predecessor" }, change, CancellationToken.None));
        Assert.Equal("100m", await RequestAsync());
        Assert.Equal(ResizeOutcome.Accepted, await Resizer(cluster.Api).ResizeAsync(pod, change, CancellationToken.None));
        Assert.Equal("150m", await RequestAsync());
        Assert.Equal("true", (await cluster.GetAsync(Path))["metadata"]!["annotations"]!["vpaInPlaceUpdated"]!.GetValue<string>());

        // Memory requests and limits equal to each other in all resources would make the pod Guaranteed (U90).
        var guaranteed = change with
        {
            Operations =
            [
                PatchOperation.AddText("/spec/containers/0/resources/requests/cpu", "200m"), PatchOperation.AddText("/spec/containers/0/resources/requests/memory", "1Gi"),
                PatchOperation.AddText("/spec/containers/0/resources/limits/memory", "1Gi"),
            ],
        };
        Assert.Equal(ResizeOutcome.Refused, await Resizer(cluster.Api).ResizeAsync(pod, guaranteed, CancellationToken.None));
        Assert.Equal(ResizeOutcome.Gone, await Resizer(cluster.Api).ResizeAsync(pod with { Name = "web-2" }, change, CancellationToken.None));

        async Task<string> RequestAsync() => (await cluster.GetAsync(Path))["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.GetValue<string>();
    }
}
