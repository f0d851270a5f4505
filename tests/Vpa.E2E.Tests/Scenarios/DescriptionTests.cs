using System.Text.Json;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;
using Vpa.Host.Demo;
using Vpa.Kubernetes.Client;
using Vpa.Simulation.ApiServer;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The demo prints a VPA without kubectl. What it prints is what kubectl prints, to the letter.</summary>
public sealed class DescriptionTests : IAsyncLifetime
{
    private const string Vpa = """
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata:
          name: web
          namespace: demo
          labels: {team: a, app.kubernetes.io/name: web}
          annotations:
            note: short
            long: "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789"
            lines: "one\ntwo"
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          updatePolicy: {updateMode: Recreate, minReplicas: 1, evictionRequirements: [{resources: [cpu, memory], changeRequirement: TargetHigherThanRequests}]}
          resourcePolicy:
            containerPolicies:
              - {containerName: app, minAllowed: {cpu: 50m}, maxAllowed: {cpu: "2", memory: 1Gi}, controlledResources: [cpu, memory], controlledValues: RequestsOnly}
              - {containerName: "*", mode: "Off"}
        """;

    private const string Status = """
        {"status":{
          "conditions":[{"type":"RecommendationProvided","status":"True","lastTransitionTime":"2026-01-05T11:01:00Z"},
                        {"type":"LowConfidence","status":"False","reason":"Enough","message":"","lastTransitionTime":"2026-01-05T11:01:00Z"}],
          "recommendation":{"containerRecommendations":[
            {"containerName":"app","target":{"cpu":"587m","memory":"262144k"},"lowerBound":{"cpu":"25m","memory":"262144k"},
             "upperBound":{"cpu":"2","memory":"1G"},"uncappedTarget":{"cpu":"3","memory":"2G"}},
            {"containerName":"side","target":{"cpu":"25m","memory":"250Mi"}}]}}}
        """;

    private SimulatedApiServer? _server;
    private string? _folder;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        _folder = Directory.CreateTempSubdirectory("vpa-e2e-description-").FullName;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_folder!, recursive: true);
    }

    [SkippableTheory] // D29
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_demo_describes_a_vpa_as_kubectl_does(bool withEvents)
    {
        Skip.If(Kubectl.Binary is null, Kubectl.MissingReason);
        var kubeconfig = Kubeconfig.Write(_folder!, "admin", _server!.Address, _server.CaCertificatePem, _server.AdminToken);
        var kubectl = new Kubectl(kubeconfig);
        using var client = new ApiClient(_server.Address, _server.CaCertificatePem, _server.AdminToken);
        await ArrangeAsync(kubectl, client, withEvents);
        using var api = KubernetesApi.Connect(new KubernetesApiOptions { KubeconfigPath = kubeconfig }, TimeProvider.System);
        var observer = new DemoObserver(api);
        var vpa = Assert.Single(await observer.VpasAsync(default));
        var events = (await observer.EventsAsync(default)).Where(e => DemoObserver.IsAbout(e, vpa)).ToList();
        Assert.Equal(withEvents ? 2 : 0, events.Count);

        var begin = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var described = (await kubectl.RunAsync("describe", "vpa", "web", "-n", "demo")).Expected();
        var end = TimeProvider.System.GetUtcNow();

        // The ages of events go by kubectl's clock, somewhere between the two looks at ours.
        var printed = Enumerable.Range(0, (int)Math.Ceiling((end - begin).TotalSeconds) + 1)
            .Select(s => KubectlDescription.Print(vpa, events, begin.AddSeconds(s))).Distinct(StringComparer.Ordinal).ToList();
        Assert.Equal(printed.FirstOrDefault(p => p == described) ?? printed[0], described);
    }

    private static async Task ArrangeAsync(Kubectl kubectl, ApiClient client, bool withEvents)
    {
        (await kubectl.RunAsync("create", "namespace", "demo")).Expected();
        (await kubectl.RunAsync("apply", "-k", Manifests.Folder("crds"))).Expected();
        await Polling.UntilAsync("the VPA kind to be served", TimeSpan.FromSeconds(20), async cancel =>
            await client.FindAsync("/apis/autoscaling.k8s.io/v1/verticalpodautoscalers", cancel) is null ? "it is not" : null);
        (await kubectl.ApplyAsync(Vpa)).Expected();
        const string Path = "/apis/autoscaling.k8s.io/v1/namespaces/demo/verticalpodautoscalers/web";
        var (code, body) = await client.SendAsync(HttpMethod.Patch, Path + "/status", Status);
        Assert.True((int)code == 200, body);
        if (!withEvents)
        {
            return;
        }

        var uid = (await client.GetAsync(Path))["metadata"]!["uid"]!.GetValue<string>();
        var now = TimeProvider.System.GetUtcNow();
        await AddEventAsync(client, uid, "first", now.AddSeconds(-400), now.AddSeconds(-300), count: 1, "Normal");
        await AddEventAsync(client, uid, "second", now.AddSeconds(-9000), now.AddSeconds(-40), count: 4, "Warning");
    }

    private static async Task AddEventAsync(ApiClient client, string uid, string name, DateTimeOffset first, DateTimeOffset last, int count, string type)
    {
        var happening = JsonSerializer.SerializeToNode(new
        {
            apiVersion = "v1",
            kind = "Event",
            metadata = new { name, @namespace = "demo" },
            involvedObject = new { apiVersion = "autoscaling.k8s.io/v1", kind = "VerticalPodAutoscaler", name = "web", @namespace = "demo", uid },
            reason = "EvictedPod",
            message = $"VPA Updater evicted Pod {name} to apply resource recommendation.",
            source = new { component = "vpa-updater" },
            type,
            count,
            firstTimestamp = first.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            lastTimestamp = last.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        })!;
        await client.PostAsync("/api/v1/namespaces/demo/events", happening);
    }
}
