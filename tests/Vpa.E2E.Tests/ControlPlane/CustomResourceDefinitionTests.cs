using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>The CRDs of deploy/crds on a real API server: what they accept, refuse and show.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class CustomResourceDefinitionTests(ControlPlaneFixture controlPlane)
{
    private const string Namespace = "crd-tests";

    public static TheoryData<string, string> Accepted => new()
    {
        { "only a target", "" },
        { "update policy", "updatePolicy: {updateMode: InPlaceOrRecreate, minReplicas: 1, evictAfterOOMSeconds: 60}" },
        { "the deprecated mode", "updatePolicy: {updateMode: Auto}" },
        { "an eviction requirement", "updatePolicy: {evictionRequirements: [{resources: [cpu], changeRequirement: TargetLowerThanRequests}]}" },
        { "quantities as text and as numbers", "resourcePolicy: {containerPolicies: [{containerName: '*', minAllowed: {cpu: 1, memory: 64Mi}, maxAllowed: {cpu: 1500m, memory: 1e9}}]}" },
        { "the per-object recommender settings", "resourcePolicy: {containerPolicies: [{containerName: app, mode: Auto, controlledResources: [cpu], controlledValues: RequestsOnly, oomBumpUpRatio: '1.5', oomMinBumpUp: 100Mi, memoryAggregationIntervalSeconds: 3600, memoryAggregationIntervalCount: 24}]}" },
        { "another recommender", "recommenders: [{name: performance}]" },
        { "a boost by factor", "startupBoost: {cpu: {type: Factor, factor: 2, durationSeconds: 10}}" },
        { "a boost by quantity for one container", "resourcePolicy: {containerPolicies: [{containerName: app, startupBoost: {cpu: {type: Quantity, quantity: 500m}}}]}" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "spec.updatePolicy.updateMode", "updatePolicy: {updateMode: Sometimes}" },
        { "spec.updatePolicy.evictAfterOOMSeconds", "updatePolicy: {evictAfterOOMSeconds: 0}" },
        { "changeRequirement", "updatePolicy: {evictionRequirements: [{resources: [cpu]}]}" },
        { "spec.updatePolicy.evictionRequirements", "updatePolicy: {evictionRequirements: [{resources: [cpu], changeRequirement: Smaller}]}" },
        { "minAllowed", "resourcePolicy: {containerPolicies: [{containerName: app, minAllowed: {cpu: lots}}]}" },
        { "maxAllowed", "resourcePolicy: {containerPolicies: [{containerName: app, maxAllowed: {memory: 1Kib}}]}" },
        { "mode", "resourcePolicy: {containerPolicies: [{containerName: app, mode: Initial}]}" },
        { "controlledValues", "resourcePolicy: {containerPolicies: [{containerName: app, controlledValues: LimitsOnly}]}" },
        { "memoryAggregationIntervalSeconds", "resourcePolicy: {containerPolicies: [{containerName: app, memoryAggregationIntervalSeconds: 0}]}" },
        { "memoryAggregationIntervalCount", "resourcePolicy: {containerPolicies: [{containerName: app, memoryAggregationIntervalCount: 0}]}" },
        { "name", "recommenders: [{}]" },
        { "type", "startupBoost: {cpu: {factor: 2}}" },
        { "spec.startupBoost.cpu.type", "startupBoost: {cpu: {type: Twice, factor: 2}}" },
    };

    [SkippableTheory]
    [MemberData(nameof(Accepted))]
    public async Task A_valid_object_is_stored_whole(string what, string spec)
    {
        var kubectl = await PrepareAsync();
        (await kubectl.ApplyAsync(Vpa("valid", spec))).Expected();
        // What the schema did not know would have been pruned, and the second apply would change something.
        var again = (await kubectl.ApplyAsync(Vpa("valid", spec))).Expected();
        Assert.True(again.Contains("unchanged", StringComparison.Ordinal), $"{what}: {again}");
        (await kubectl.RunAsync("delete", "vpa", "valid", "-n", Namespace)).Expected();
    }

    [SkippableTheory]
    [MemberData(nameof(Refused))]
    public async Task An_invalid_object_is_refused_with_its_field(string field, string spec)
    {
        var kubectl = await PrepareAsync();
        var result = await kubectl.ApplyAsync(Vpa("invalid", spec));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(field, result.Error, StringComparison.Ordinal);
    }

    [SkippableTheory] // D7
    [InlineData("{type: Factor}")]
    [InlineData("{type: Factor, factor: 2, quantity: 1}")]
    [InlineData("{type: Quantity, factor: 2}")]
    public async Task Boost_rules_hold_where_the_server_evaluates_them(string cpu)
    {
        var kubectl = await PrepareAsync();
        Skip.IfNot(controlPlane.Require().Facts.EvaluatesCrdRules, "needs a newer API server: validation rules of CRDs");
        var result = await kubectl.ApplyAsync(Vpa("boosted", $"startupBoost: {{cpu: {cpu}}}"));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("is needed for type", result.Error, StringComparison.Ordinal);
    }

    [Theory] // D7: on both boosts, also where no server at hand evaluates them
    [InlineData("(self.type == 'Factor') == has(self.factor)")]
    [InlineData("(self.type == 'Quantity') == has(self.quantity)")]
    public void Boost_rules_are_those_of_the_specification(string rule) =>
        Assert.Equal(2, File.ReadLines(Path.Combine(Manifests.Root, "deploy", "crds", "verticalpodautoscalers.yaml")).Count(l => l.Trim() == $"- rule: {rule}"));

    [SkippableFact] // D3
    public async Task Only_v1_is_served()
    {
        await PrepareAsync();
        using var api = new ApiClient(controlPlane.Require(), controlPlane.Require().AdminToken);
        var group = await api.GetAsync("/apis/autoscaling.k8s.io");
        var version = Assert.Single(group["versions"]!.AsArray());
        Assert.Equal("v1", version!["version"]!.GetValue<string>());
    }

    [SkippableFact] // section 2.7, D9, D28, D30
    public async Task Columns_show_the_status_that_only_the_subresource_can_write()
    {
        var kubectl = await PrepareAsync();
        (await kubectl.ApplyAsync(Vpa("shown", "updatePolicy: {updateMode: Initial, minReplicas: 3, evictAfterOOMSeconds: 30}"))).Expected();
        using var api = new ApiClient(controlPlane.Require(), controlPlane.Require().AdminToken);
        const string Path = $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/shown";
        const string Status = """
            {"status":{"conditions":[{"type":"LowConfidence","status":"Unknown"},{"type":"RecommendationProvided","status":"True"}],
             "recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"587m","memory":"262144k"}}]}}}
            """;
        await api.SendAsync(HttpMethod.Patch, Path, Status);
        Assert.Null((await api.GetAsync(Path))["status"]);
        await api.SendAsync(HttpMethod.Patch, Path + "/status", Status);

        (await kubectl.RunAsync("wait", "--for=condition=RecommendationProvided", "vpa/shown", "-n", Namespace, "--timeout=10s")).Expected();
        var table = (await kubectl.RunAsync("get", "vpa", "shown", "-n", Namespace, "-o", "wide")).Expected().Split('\n');
        Assert.Equal(["NAME", "MODE", "CPU", "MEM", "PROVIDED", "AGE", "MINREPLICAS", "OOMSECONDS"], Words(table[0]));
        var cells = Words(table[1]);
        Assert.Equal(["shown", "Initial", "587m", "262144k", "True"], cells[..5]);
        Assert.Equal(["3", "30"], cells[6..]);
    }

    [SkippableFact] // D11, D12, D13
    public async Task A_checkpoint_takes_null_times_and_any_bucket()
    {
        var kubectl = await PrepareAsync();
        const string Checkpoint = $$"""
            apiVersion: autoscaling.k8s.io/v1
            kind: VerticalPodAutoscalerCheckpoint
            metadata: {name: web-app, namespace: {{Namespace}}}
            spec: {vpaObjectName: web, containerName: app}
            status:
              version: v3
              lastUpdateTime: null
              totalSamplesCount: 7
              cpuHistogram: {referenceTimestamp: null, bucketWeights: {"0": 10000, "12": 3}, totalWeight: 1.5}
              memoryHistogram: {referenceTimestamp: "2026-01-02T00:00:00Z", bucketWeights: {}, totalWeight: 0}
            """;
        (await kubectl.ApplyAsync(Checkpoint)).Expected();
        var weight = await kubectl.RunAsync("get", "vpacheckpoint", "web-app", "-n", Namespace, "-o", "jsonpath={.status.cpuHistogram.bucketWeights.12}");
        Assert.Equal("3", weight.Expected());
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Vpa(string name, string spec) => $$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{name}}, namespace: {{Namespace}}}
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          {{spec}}
        """;

    private async Task<Kubectl> PrepareAsync()
    {
        var cluster = controlPlane.Require();
        var kubectl = await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        return kubectl;
    }
}
