using Vpa.E2E.Tests.Targets;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>A workload whose pods request far less than its VPA is given as a recommendation.</summary>
/// <param name="Name">Its name, that of its VPA, and the label <c>app</c> of its pods.</param>
/// <param name="Kind">The kind of the VPA's target.</param>
/// <param name="ApiVersion">The group and version of the target.</param>
/// <param name="Fields">What the target's specification says besides selector and template.</param>
internal sealed record EvictableWorkload(string Name, string Kind, string ApiVersion, string Fields)
{
    /// <summary>The namespace of all of them.</summary>
    public const string Namespace = "updater-alone";

    private const string CustomKind = "Rollout";
    private const string CustomVersion = "example.com/v1";

    /// <summary>Its pods may not be evicted: a PodDisruptionBudget wants all of them.</summary>
    public static readonly EvictableWorkload Guarded = new("guarded", "Deployment", "apps/v1", "replicas: 2");

    /// <summary>Its pods are owned by a custom resource with a <c>scale</c>, and nobody replaces them.</summary>
    public static readonly EvictableWorkload Custom = new("custom", CustomKind, CustomVersion, "");

    /// <summary>Its pods are owned by a ReplicaSet that a custom resource with a <c>scale</c> owns.</summary>
    public static readonly EvictableWorkload Rollout = new("rollout", CustomKind, CustomVersion, "");

    /// <summary>Its pods are resized where <c>pods/resize</c> is served, and evicted elsewhere.</summary>
    public static readonly EvictableWorkload ResizedOrEvicted = new("resized-or-evicted", "Deployment", "apps/v1", "replicas: 2") { Mode = "InPlaceOrRecreate" };

    /// <summary>Its pods are resized where <c>pods/resize</c> is served, and left alone elsewhere.</summary>
    public static readonly EvictableWorkload ResizedOnly = new("resized-only", "Deployment", "apps/v1", "replicas: 2") { Mode = "InPlace" };

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<EvictableWorkload> All =
    [
        new("deployment", "Deployment", "apps/v1", "replicas: 2"),
        new("replicaset", "ReplicaSet", "apps/v1", "replicas: 2"),
        new("statefulset", "StatefulSet", "apps/v1", "replicas: 2, serviceName: none, podManagementPolicy: Parallel"),
        new("daemonset", "DaemonSet", "apps/v1", "") { Pods = 3 }, // one on each of the simulated nodes
        new("controller", "ReplicationController", "v1", "replicas: 2"),
        new("job", "Job", "batch/v1", "parallelism: 2, completions: 2, backoffLimit: 100"),
        Custom, Rollout, Guarded, ResizedOrEvicted, ResizedOnly,
    ];

    /// <summary>How many pods it has.</summary>
    public int Pods { get; init; } = 2;

    /// <summary>The update mode of its VPA.</summary>
    public string Mode { get; init; } = "Recreate";

    /// <summary>The path of the custom resource behind it.</summary>
    public string CustomPath => $"/apis/{CustomVersion}/namespaces/{Namespace}/rollouts/{Name}";

    /// <summary>The target, from which its controller makes the pods unless it is a custom resource.</summary>
    public string Manifest => Kind == CustomKind ? $$"""
        apiVersion: {{ApiVersion}}
        kind: {{Kind}}
        metadata: {name: {{Name}}, namespace: {{Namespace}} }
        spec: {replicas: {{Pods}} }
        status: {replicas: {{Pods}}, selector: "app={{Name}}"}
        """ : $$"""
        apiVersion: {{ApiVersion}}
        kind: {{Kind}}
        metadata: {name: {{Name}}, namespace: {{Namespace}} }
        spec: { {{string.Join(", ", new[] { Fields, Selector, Template }.Where(f => f.Length > 0))}} }
        """;

    /// <summary>The VPA.</summary>
    public string VpaManifest => $$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{Name}}, namespace: {{Namespace}} }
        spec: {targetRef: {apiVersion: {{ApiVersion}}, kind: {{Kind}}, name: {{Name}} }, updatePolicy: {updateMode: {{Mode}} } }
        """;

    /// <summary>The definition of the custom resource.</summary>
    public static string CustomDefinition => TargetWorkload.RolloutDefinition;

    /// <summary>What the controller of the custom resource would make for <see cref="Rollout"/>.</summary>
    public static string ReplicaSetOf(string uid) => $$"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: rollout-1, namespace: {{Namespace}}, {{OwnedBy(Rollout, uid)}} }
        spec: {replicas: {{Rollout.Pods}}, {{Rollout.Selector}}, {{Rollout.Template}} }
        """;

    /// <summary>What the controller of the custom resource would make for <see cref="Custom"/>.</summary>
    public static IEnumerable<string> PodsOf(string uid) => Enumerable.Range(0, Custom.Pods).Select(i => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: custom-{{i}}, namespace: {{Namespace}}, labels: {app: {{Custom.Name}} }, {{OwnedBy(Custom, uid)}} }
        spec: { {{Custom.PodSpec}} }
        """);

    private static string OwnedBy(EvictableWorkload owner, string uid) =>
        $$"""ownerReferences: [{apiVersion: {{owner.ApiVersion}}, kind: {{owner.Kind}}, name: {{owner.Name}}, uid: {{uid}}, controller: true}]""";

    private string Selector => Kind switch { "Job" => "", "ReplicationController" => $"selector: {{app: {Name}}}", _ => $"selector: {{matchLabels: {{app: {Name}}}}}" };

    private string Template => $$"""template: {metadata: {labels: {app: {{Name}} } }, spec: { {{PodSpec}} } }""";

    // The API server taints nodes as not ready when they are made, and nobody here takes that back: a DaemonSet would leave them out.
    // Nodes that another test has made, which have no such label and no kubelet, it leaves out as well.
    private string PodSpec =>
        (Kind == "Job" ? "restartPolicy: Never, " : "") + (Kind == "DaemonSet" ? "nodeSelector: {kubernetes.io/os: linux}, " : "") + """tolerations: [{operator: Exists}], containers: [{name: app, image: "app:1", resources: {requests: {cpu: 100m} } }]""";
}
