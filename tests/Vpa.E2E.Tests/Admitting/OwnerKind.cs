using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>A workload of one kind that has no pods yet, the VPA that targets it, and how it gets its first pod.</summary>
/// <param name="Name">Its name, its pods' label <c>app</c>, and the name of the VPA.</param>
/// <param name="Target">The VPA's <c>targetRef</c>, YAML.</param>
/// <param name="Manifest">The workload, YAML.</param>
/// <param name="PodOwner">The kind, and the API path of the list, of what owns the pods themselves.</param>
/// <param name="Start">The path that is patched so that a controller makes a pod, and the merge patch; null where the test makes the pod.</param>
internal sealed record OwnerKind(string Name, string Target, string Manifest, (string Kind, string ListPath) PodOwner, (string Path, string Patch)? Start)
{
    public const string Namespace = "owner-kinds";

    private const string Apps = $"/apis/apps/v1/namespaces/{Namespace}";
    private const string Core = $"/api/v1/namespaces/{Namespace}";
    private const string Batch = $"/apis/batch/v1/namespaces/{Namespace}";
    private const string OneReplica = """{"spec":{"replicas":1}}""";

    /// <summary>All kinds; a CronJob of the version that the server serves.</summary>
    public static IEnumerable<OwnerKind> All(string cronJobVersion)
    {
        yield return Replicated("of-deployment", "apps/v1", "Deployment", "deployments", ("ReplicaSet", $"{Apps}/replicasets"));
        yield return Replicated("of-statefulset", "apps/v1", "StatefulSet", "statefulsets", ("StatefulSet", $"{Apps}/statefulsets"), "serviceName: none");
        yield return Replicated("of-replicaset", "apps/v1", "ReplicaSet", "replicasets", ("ReplicaSet", $"{Apps}/replicasets"));
        yield return new(
            "of-rc", Reference("v1", "ReplicationController", "of-rc"),
            Workload("v1", "ReplicationController", "of-rc", $"replicas: 0, selector: {{app: of-rc}}, {Template("of-rc", "Always")}"),
            ("ReplicationController", $"{Core}/replicationcontrollers"), ($"{Core}/replicationcontrollers/of-rc", OneReplica));
        yield return new(
            "of-daemonset", Reference("apps/v1", "DaemonSet", "of-daemonset"),
            Workload("apps/v1", "DaemonSet", "of-daemonset", $"selector: {{matchLabels: {{app: of-daemonset}}}}, {Template("of-daemonset", "Always", "nodeSelector: {none: such}, ")}"),
            ("DaemonSet", $"{Apps}/daemonsets"), ($"{Apps}/daemonsets/of-daemonset", """{"spec":{"template":{"spec":{"nodeSelector":null}}}}"""));
        yield return new(
            "of-job", Reference("batch/v1", "Job", "of-job"),
            Workload("batch/v1", "Job", "of-job", $"parallelism: 0, {Template("of-job", "Never")}"),
            ("Job", $"{Batch}/jobs"), ($"{Batch}/jobs/of-job", """{"spec":{"parallelism":1}}"""));
        yield return new(
            "of-cronjob", Reference(cronJobVersion, "CronJob", "of-cronjob"),
            Workload(cronJobVersion, "CronJob", "of-cronjob", $"schedule: '0 0 1 1 *', suspend: true, jobTemplate: {{spec: {{{Template("of-cronjob", "Never")}}}}}"),
            ("Job", $"{Batch}/jobs"), ($"{Batch}/jobs/of-cronjob", """{"spec":{"parallelism":1}}"""));
        yield return new(
            "of-widget", Reference("example.com/v1", "Widget", "of-widget"),
            Workload("example.com/v1", "Widget", "of-widget", "replicas: 1"), ("Widget", $"/apis/example.com/v1/namespaces/{Namespace}/widgets"), null);
    }

    /// <summary>A Job as a CronJob's controller makes it.</summary>
    public static string JobOf(string name, string version, string uid) => Workload(
        "batch/v1", "Job", name, $"parallelism: 0, {Template(name, "Never")}",
        $", ownerReferences: [{{apiVersion: {version}, kind: CronJob, name: {name}, uid: {uid}, controller: true}}]");

    /// <summary>The VPA, which recommends 250m and 96Mi.</summary>
    public string VpaManifest => $"---\n{{apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, metadata: {{name: {Name}, namespace: {Namespace}}}, spec: {{targetRef: {Target}}}}}\n";

    /// <summary>A pod as a controller sends it, owned by the given object.</summary>
    public JsonObject Pod(JsonNode owner, string ownerApiVersion) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["generateName"] = Name + "-",
            ["labels"] = owner["spec"]?["template"]?["metadata"]?["labels"]?.DeepClone() ?? new JsonObject { ["app"] = Name },
            ["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = ownerApiVersion,
                ["kind"] = PodOwner.Kind,
                ["name"] = owner["metadata"]!["name"]!.GetValue<string>(),
                ["uid"] = owner["metadata"]!["uid"]!.GetValue<string>(),
                ["controller"] = true,
            }),
        },
        ["spec"] = JsonNode.Parse("""{"containers":[{"name":"app","image":"registry.example/app:1","resources":{"requests":{"cpu":"50m","memory":"32Mi"}}}]}"""),
    };

    private static OwnerKind Replicated(string name, string version, string kind, string plural, (string, string) podOwner, string more = "minReadySeconds: 0") => new(
        name, Reference(version, kind, name),
        Workload(version, kind, name, $"replicas: 0, selector: {{matchLabels: {{app: {name}}}}}, {more}, {Template(name, "Always")}"),
        podOwner, ($"{Apps}/{plural}/{name}", OneReplica));

    private static string Reference(string version, string kind, string name) => $"{{apiVersion: {version}, kind: {kind}, name: {name}}}";

    private static string Workload(string version, string kind, string name, string spec, string owner = "") =>
        $"---\n{{apiVersion: {version}, kind: {kind}, metadata: {{name: {name}, namespace: {Namespace}, labels: {{app: {name}}}{owner}}}, spec: {{{spec}}}}}\n";

    private static string Template(string app, string restartPolicy, string more = "") =>
        $"template: {{metadata: {{labels: {{app: {app}}}}}, spec: {{{more}restartPolicy: {restartPolicy}, tolerations: [{{operator: Exists}}], containers: [{{name: app, image: 'registry.example/app:1', "
        + "resources: {requests: {cpu: 50m, memory: 32Mi}}}]}}";
}
