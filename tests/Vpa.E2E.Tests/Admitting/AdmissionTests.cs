using System.Net;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;
using Vpa.E2E.Tests.Scenarios;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>What the webhook does to pods and VPAs on a real API server.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class AdmissionTests(RegisteredWebhook webhook) : IClassFixture<RegisteredWebhook>
{
    private const string Widgets = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
         "names":{"kind":"Widget","plural":"widgets","singular":"widget"},"versions":[{"name":"v1","served":true,"storage":true,
         "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}},
         "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}}}]}}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly Amounts Recommended = new(Domain.Quantities.Quantity.Parse("250m"), Domain.Quantities.Quantity.Parse("96Mi"));

    [SkippableFact] // A94, A97, A99
    public async Task A_pod_of_every_kind_of_owner_is_patched()
    {
        var kubectl = await webhook.RequireAsync();
        await Installation.CreateNamespaceAsync(webhook.Cluster, OwnerKind.Namespace);
        using var api = new ApiClient(webhook.Cluster, webhook.Cluster.AdminToken);
        var cronJobs = webhook.Cluster.Facts.HasCronJobsV1 ? "batch/v1" : "batch/v1beta1";
        var kinds = OwnerKind.All(cronJobs).ToList();
        await PrepareAsync(kubectl, api, kinds, cronJobs);
        foreach (var kind in kinds)
        {
            await UntilKnownAsync(api, kind);
        }

        foreach (var kind in kinds)
        {
            if (kind.Start is var (path, patch))
            {
                await PatchAsync(api, path, patch);
            }
            else
            {
                await api.PostAsync($"/api/v1/namespaces/{OwnerKind.Namespace}/pods", await PodAsync(api, kind));
            }
        }

        foreach (var kind in kinds)
        {
            var pod = await Polling.ForAsync($"a pod {kind.Name}\n{webhook.Tail}", Patience, async cancel => await PodsAsync(api, kind.Name, cancel) is [var first, ..] ? first : null);
            Assert.Equal((kind.Name, Recommended), (kind.Name, Workload.Requests(pod)));
            Assert.Equal($"Pod resources updated by {kind.Name}: container 0: cpu request, memory request", pod["metadata"]!["annotations"]!["vpaUpdates"]!.GetValue<string>());
            Assert.Equal("app", pod["metadata"]!["annotations"]!["vpaObservedContainers"]!.GetValue<string>());
        }

        (await kubectl.RunAsync("delete", "namespace", OwnerKind.Namespace, "--wait=false")).Expected();
    }

    [SkippableFact] // A104, A113
    public async Task A_limit_range_for_containers_is_respected()
    {
        var kubectl = await webhook.RequireAsync();
        using var api = new ApiClient(webhook.Cluster, webhook.Cluster.AdminToken);
        var limited = new LimitedNamespace(api, "limited-containers");
        await limited.PrepareAsync(
            webhook.Cluster, kubectl, "{apiVersion: v1, kind: LimitRange, metadata: {name: limits}, spec: {limits: [{type: Container, max: {cpu: 500m, memory: 256Mi}, min: {cpu: 20m, memory: 32Mi}}]}}",
            ("app", """{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"200m","memory":"128Mi"}}"""));
        await limited.RecommendAsync("1", "10Mi", "app");

        // The limit keeps twice the request: 1 core would need a limit of 2, 10Mi is below the least.
        await limited.AssertAdmittedWithAsync("requests:250m,32Mi limits:500m,64Mi");

        // The server enforces it: what was recommended would have been refused.
        var (code, body) = await limited.SendUnownedAsync(pod => pod["spec"]!["containers"]![0]!["resources"]!["limits"]!["cpu"] = "2");
        Assert.Equal(HttpStatusCode.Forbidden, code);
        Assert.Contains("maximum cpu usage per Container is 500m", body, StringComparison.Ordinal);
    }

    [SkippableFact] // A108, A109
    public async Task A_limit_range_for_pods_is_respected()
    {
        var kubectl = await webhook.RequireAsync();
        using var api = new ApiClient(webhook.Cluster, webhook.Cluster.AdminToken);
        var limited = new LimitedNamespace(api, "limited-pods");
        const string Each = """{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"100m","memory":"64Mi"}}""";
        await limited.PrepareAsync(
            webhook.Cluster, kubectl, "{apiVersion: v1, kind: LimitRange, metadata: {name: limits}, spec: {limits: [{type: Pod, max: {cpu: 600m, memory: 1Gi}}]}}", ("app", Each), ("proxy", Each));
        await limited.RecommendAsync("1", "128Mi", "app", "proxy");

        await limited.AssertAdmittedWithAsync("requests:300m,128Mi limits:300m,128Mi", "requests:300m,128Mi limits:300m,128Mi");
    }

    [SkippableFact] // The quota counts what the webhook has put in, and stays in force.
    public async Task A_resource_quota_is_respected()
    {
        var kubectl = await webhook.RequireAsync();
        using var api = new ApiClient(webhook.Cluster, webhook.Cluster.AdminToken);
        var limited = new LimitedNamespace(api, "limited-quota");
        await limited.PrepareAsync(webhook.Cluster, kubectl, "{apiVersion: v1, kind: ResourceQuota, metadata: {name: quota}, spec: {hard: {requests.cpu: '1'}}}", ("app", "{}"));
        const string Quota = "/api/v1/namespaces/limited-quota/resourcequotas/quota";
        await Polling.UntilAsync("the quota to be counted", Patience, async cancel => (await api.GetAsync(Quota, cancel))["status"]?["hard"]?["requests.cpu"] is null ? "not yet" : null);

        var (code, body) = await limited.SendUnownedAsync(_ => { });
        Assert.Equal(HttpStatusCode.Forbidden, code); // without a request a pod may not pass the quota ...
        Assert.Contains("must specify requests.cpu", body, StringComparison.Ordinal);
        await limited.RecommendAsync("600m", "64Mi", "app");
        await limited.UntilAdmittedWithAsync("requests:600m,64Mi limits:");
        await limited.ScaleAsync(2, status => status["conditions"]?.ToJsonString().Contains("exceeded quota", StringComparison.Ordinal) == true && status["replicas"]!.GetValue<int>() == 1);

        Assert.Equal(["600m"], await limited.CpuRequestsAsync()); // ... and the VPA gives it one, which counts
        await Polling.UntilAsync("the use to be counted", Patience, async cancel =>
            (await api.GetAsync(Quota, cancel))["status"]!["used"]!["requests.cpu"]!.GetValue<string>() is var used && used == "600m" ? null : used);
    }

    [SkippableFact] // A53-A90; the API server calls the webhook before it looks at the schema (A54)
    public async Task Defaults_and_warnings_reach_who_applies()
    {
        var kubectl = await webhook.RequireAsync();
        await Installation.CreateNamespaceAsync(webhook.Cluster, InvalidVpas.Namespace);
        var plain = (await kubectl.ApplyAsync(InvalidVpas.Manifest("plain", ""))).Expected();
        var deprecated = await kubectl.ApplyAsync(InvalidVpas.Manifest("deprecated", ", updatePolicy: {updateMode: Auto}"));

        Assert.Contains("created", plain, StringComparison.Ordinal);
        Assert.Equal("Recreate", (await kubectl.RunAsync("get", "vpa", "plain", "-n", InvalidVpas.Namespace, "-o", "jsonpath={.spec.updatePolicy.updateMode}")).Expected());
        Assert.Contains("created", deprecated.Expected(), StringComparison.Ordinal);
        Assert.Contains("Warning: spec.updatePolicy", deprecated.Error, StringComparison.Ordinal);
        Assert.Contains("[InPlace InPlaceOrRecreate Initial Off Recreate]", deprecated.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(InvalidVpas.Cases), MemberType = typeof(InvalidVpas))]
    public async Task An_invalid_vpa_is_refused_with_the_field_and_the_value(string spec, string[] told)
    {
        var kubectl = await webhook.RequireAsync();
        await Installation.CreateNamespaceAsync(webhook.Cluster, InvalidVpas.Namespace);

        var refused = await kubectl.ApplyAsync(InvalidVpas.Manifest("invalid", spec));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("The VerticalPodAutoscaler \"invalid\" is invalid: ", refused.Error, StringComparison.Ordinal);
        Assert.All(told, text => Assert.Contains(text, refused.Error, StringComparison.Ordinal));
    }

    [SkippableFact] // A60, A66
    public async Task An_invalid_change_of_a_valid_vpa_is_refused_and_leaves_it_as_it_was()
    {
        var kubectl = await webhook.RequireAsync();
        await Installation.CreateNamespaceAsync(webhook.Cluster, InvalidVpas.Namespace);
        (await kubectl.ApplyAsync(InvalidVpas.Manifest("changed", ", updatePolicy: {updateMode: Initial}"))).Expected();

        var refused = await kubectl.ApplyAsync(InvalidVpas.Manifest("changed", ", updatePolicy: {updateMode: Initial, minReplicas: 0}"));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("The VerticalPodAutoscaler \"changed\" is invalid: spec.updatePolicy.minReplicas: Invalid value: 0: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal("""{"updateMode":"Initial"}""", (await kubectl.RunAsync("get", "vpa", "changed", "-n", InvalidVpas.Namespace, "-o", "jsonpath={.spec.updatePolicy}")).Expected());
    }

    [SkippableFact] // Q15: the first pod comes milliseconds after its ReplicaSet, which the webhook has to have heard of
    public async Task All_pods_of_a_deployment_applied_under_a_vpa_are_patched()
    {
        const string Namespace = "applied-under-vpa";
        const int Replicas = 3;
        var kubectl = await webhook.RequireAsync();
        await Installation.CreateNamespaceAsync(webhook.Cluster, Namespace);
        using var api = new ApiClient(webhook.Cluster, webhook.Cluster.AdminToken);
        (await kubectl.ApplyAsync($"---\n{{apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, metadata: {{name: late, namespace: {Namespace}}}, spec: {{targetRef: {{apiVersion: apps/v1, kind: Deployment, name: late}}}}}}")).Expected();
        await PodStream.RecommendAsync(api, Namespace, "late", "250m", "96Mi");
        // VPAs come to the webhook in the order of their changes: once it knows the next one's recommendation, it knows this one's.
        await using var next = await PodStream.PrepareAsync(webhook.Cluster, Namespace);
        await next.UntilPatchedAsync();

        (await kubectl.ApplyAsync($$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: late, namespace: {{{Namespace}}}}
            spec:
              replicas: {{{Replicas}}}
              selector: {matchLabels: {app: late}}
              template:
                metadata: {labels: {app: late}}
                spec: {containers: [{name: app, image: registry.example/app:1, resources: {requests: {cpu: 50m, memory: 32Mi} }}]}
            """)).Expected();

        var pods = await Polling.ForAsync("the pods", Patience, async cancel =>
            (await api.GetAsync($"/api/v1/namespaces/{Namespace}/pods?labelSelector=app%3Dlate", cancel))["items"]!.AsArray() is var found && found.Count == Replicas ? found : null);
        Assert.All(pods, pod => Assert.Equal(Recommended, Workload.Requests(pod!)));
    }

    private static async Task PrepareAsync(Kubectl kubectl, ApiClient api, IReadOnlyList<OwnerKind> kinds, string cronJobs)
    {
        (await kubectl.ApplyAsync(Widgets)).Expected();
        (await kubectl.ApplyAsync("---\n{apiVersion: v1, kind: Node, metadata: {name: owner-kinds}}")).Expected();
        (await kubectl.RunAsync("wait", "--for=condition=Established", "crd/widgets.example.com", "--timeout=60s")).Expected();
        (await kubectl.ApplyAsync(string.Concat(kinds.Select(k => k.Manifest + k.VpaManifest)))).Expected();
        var uid = (await api.GetAsync($"/apis/{cronJobs}/namespaces/{OwnerKind.Namespace}/cronjobs/of-cronjob"))["metadata"]!["uid"]!.GetValue<string>();
        (await kubectl.ApplyAsync(OwnerKind.JobOf("of-cronjob", cronJobs, uid))).Expected();
        await PatchAsync(api, $"/apis/example.com/v1/namespaces/{OwnerKind.Namespace}/widgets/of-widget/status", """{"status":{"replicas":0,"selector":"app=of-widget"}}""");
        foreach (var kind in kinds)
        {
            await PodStream.RecommendAsync(api, OwnerKind.Namespace, kind.Name, "250m", "96Mi");
        }
    }

    /// <summary>Waits until the webhook has heard of workload and VPA: the caches follow by watches.</summary>
    private async Task UntilKnownAsync(ApiClient api, OwnerKind kind) =>
        await Polling.UntilAsync($"the webhook to know {kind.Name}\n{webhook.Tail}", Patience, async cancel =>
        {
            var pod = await api.PostAsync($"/api/v1/namespaces/{OwnerKind.Namespace}/pods?dryRun=All", await PodAsync(api, kind), cancel);
            return Workload.Requests(pod) == Recommended ? null : $"a pod would get {Workload.Requests(pod)}\n{webhook.Tail}";
        });

    private static async Task<JsonObject> PodAsync(ApiClient api, OwnerKind kind)
    {
        var owners = (await api.GetAsync($"{kind.PodOwner.ListPath}?labelSelector=app%3D{kind.Name}"));
        var owner = owners["items"]!.AsArray().FirstOrDefault() ?? throw new HttpRequestException($"no owner of {kind.Name} yet");
        return kind.Pod(owner, owners["apiVersion"]!.GetValue<string>());
    }

    private static async Task<IReadOnlyList<JsonNode>> PodsAsync(ApiClient api, string app, CancellationToken cancel) =>
        [.. (await api.GetAsync($"/api/v1/namespaces/{OwnerKind.Namespace}/pods?labelSelector=app%3D{app}", cancel))["items"]!.AsArray().Select(p => p!)];

    private static async Task PatchAsync(ApiClient api, string path, string patch)
    {
        var (code, body) = await api.SendAsync(HttpMethod.Patch, path, patch);
        Assert.True(code == HttpStatusCode.OK, $"{path}: {code} {body}");
    }
}
