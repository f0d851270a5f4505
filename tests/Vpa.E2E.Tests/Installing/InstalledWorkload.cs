using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>A StatefulSet that is too small, its VPA, and a VPA for a custom kind with a scale: together they need every right there is.</summary>
/// <param name="Namespace">Where.</param>
internal sealed record InstalledWorkload(string Namespace)
{
    private const string Name = "ledger";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The kind of its own. Its Pods keep their names, so that a second eviction repeats the event of the first.</summary>
    public string Manifest => $$$$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
          versions:
            - name: v1
              served: true
              storage: true
              subresources:
                scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .spec.selector}
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: {{{{Name}}}}, namespace: {{{{Namespace}}}}}
        spec:
          replicas: 2
          serviceName: {{{{Name}}}}
          podManagementPolicy: Parallel
          selector: {matchLabels: {app: {{{{Name}}}}}}
          template:
            metadata:
              labels: {app: {{{{Name}}}}}
              annotations:
                simulation.vpa/usage: '{"app":{"cpu":{"shape":"steady","level":"300m"},"memory":{"shape":"steady","level":"400Mi"}}}'
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: app
                  image: registry.example/app:1
                  resources: {requests: {cpu: 10m, memory: 20Mi}}
        """;

    private string Objects => $$"""
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: {{Name}}, namespace: {{Namespace}}}
        spec: {replicas: 1, selector: app=widget}
        ---
        # Its VPA is gone: garbage.
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscalerCheckpoint
        metadata: {name: gone-app, namespace: {{Namespace}}}
        spec: {vpaObjectName: gone, containerName: app}
        status: {version: v3, totalSamplesCount: 0}
        """;

    private static string PodsPath(string ns) => $"/api/v1/namespaces/{ns}/pods?labelSelector=app%3D{Name}";

    /// <summary>Creates all but the VPAs and waits until usage is known.</summary>
    public async Task CreateAsync(Kubectl kubectl, ApiClient api)
    {
        (await kubectl.ApplyAsync(Manifest)).Expected();
        await Polling.UntilAsync("the custom kind to be served", Patience, async cancel =>
            await api.FindAsync("/apis/example.com/v1/widgets", cancel) is null ? "it is not" : null);
        (await kubectl.ApplyAsync(Objects)).Expected();
        await Polling.UntilAsync("usage of both Pods", Patience, async cancel =>
        {
            var list = await api.GetAsync($"/apis/metrics.k8s.io/v1beta1/namespaces/{Namespace}/pods?labelSelector=app%3D{Name}", cancel);
            return list["items"]!.AsArray().Count == 2 ? null : $"of {list["items"]!.AsArray().Count} Pods";
        });
    }

    /// <summary>Applies the VPAs with a minimum for the CPU.</summary>
    public async Task RecommendAsync(Kubectl kubectl, string minCpu) => (await kubectl.ApplyAsync($$$$"""
        {{{{Vpa(Name, "apps/v1", "StatefulSet")}}}}
          resourcePolicy: {containerPolicies: [{containerName: app, minAllowed: {cpu: {{{{minCpu}}}}}}]}
        ---
        {{{{Vpa("of-widget", "example.com/v1", "Widget")}}}}
        """)).Expected();

    /// <summary>Waits until both Pods were replaced by ones that request so much CPU.</summary>
    public Task UntilRequestedAsync(ApiClient api, string cpu) =>
        Polling.UntilAsync($"two Pods that request {cpu}", Patience, async cancel =>
        {
            var pods = (await api.GetAsync(PodsPath(Namespace), cancel))["items"]!.AsArray();
            var requests = pods.Select(p => p!["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.GetValue<string>()).ToList();
            return requests.Count == 2 && requests.All(r => r == cpu) ? null : $"they request {string.Join(", ", requests)}";
        });

    /// <summary>Takes the recommendation away, as nobody but an administrator does: when it is back, the event of the first time is counted.</summary>
    public async Task ForgetRecommendationAsync(ApiClient api)
    {
        var (code, body) = await api.SendAsync(
            HttpMethod.Patch, $"/apis/autoscaling.k8s.io/v1/namespaces/{Namespace}/verticalpodautoscalers/{Name}/status", """{"status":{"conditions":null,"recommendation":null}}""");
        Assert.True((int)code == 200, body);
    }

    public Task RemoveAsync(Kubectl kubectl) => kubectl.RunAsync("delete", "vpa,vpacheckpoint,statefulsets,widgets", "--all", "-n", Namespace, "--wait=false");

    private string Vpa(string name, string apiVersion, string kind) => $$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{name}}, namespace: {{Namespace}}}
        spec:
          targetRef: {apiVersion: {{apiVersion}}, kind: {{kind}}, name: {{Name}}}
          updatePolicy: {updateMode: Recreate}
        """;
}
