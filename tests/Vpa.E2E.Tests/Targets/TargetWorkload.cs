namespace Vpa.E2E.Tests.Targets;

/// <summary>Something that owns Pods, and the VPA that targets it. All have the same name, so that only the kind tells their histories apart.</summary>
/// <param name="ApiVersion">Group and version of the target.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Manifest">What is applied; Pods follow from it.</param>
internal sealed record TargetWorkload(string ApiVersion, string Kind, string Manifest)
{
    /// <summary>The name of all targets.</summary>
    public const string Name = "web";

    /// <summary>The namespace of all of them.</summary>
    public const string Namespace = "targets";

    // The API server taints nodes as not ready when they are made, and nobody here takes that back: a DaemonSet would leave them out.
    private const string Tolerations = "\n      tolerations: [{operator: Exists}]";

    private const string Usage = """
        simulation.vpa/usage: '{"app":{"cpu":{"shape":"steady","level":"200m"},"memory":{"shape":"steady","level":"300Mi"}}}'
        """;

    /// <summary>The name of the VPA.</summary>
    public string Vpa => Kind.ToLowerInvariant();

    /// <summary>The VPA.</summary>
    public string VpaManifest => $$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{Vpa}}, namespace: {{Namespace}} }
        spec:
          targetRef: {apiVersion: {{ApiVersion}}, kind: {{Kind}}, name: {{Name}} }
          updatePolicy: {updateMode: "Off"}
        """;

    /// <summary>The kinds whose controllers make the Pods by themselves.</summary>
    public static IEnumerable<TargetWorkload> WithControllers =>
    [
        Of("apps/v1", "Deployment", "replicas: 2"),
        Of("apps/v1", "ReplicaSet", "replicas: 1"),
        Of("apps/v1", "StatefulSet", "{replicas: 2, serviceName: web}"),
        Of("apps/v1", "DaemonSet", ""),
        new("v1", "ReplicationController", $"{Head("v1", "ReplicationController")}\nspec:\n  replicas: 1\n  selector: {{app: replicationcontroller}}\n{Template("replicationcontroller")}"),
        new("batch/v1", "Job", $"{Head("batch/v1", "Job")}\nspec:\n{Template("job", "\n      restartPolicy: Never")}"),
    ];

    /// <summary>A CronJob that never comes to its time.</summary>
    public static TargetWorkload CronJob(string apiVersion) => new(apiVersion, "CronJob", $$"""
        {{Head(apiVersion, "CronJob")}}
        spec:
          schedule: "0 0 1 1 *"
          suspend: true
          jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: app}] } } } }
        """);

    /// <summary>A run of the CronJob, as <c>kubectl create job --from</c> makes one; each has labels of its own.</summary>
    public static string RunOf(string apiVersion, string uid, string run) => $$"""
        apiVersion: batch/v1
        kind: Job
        metadata: {name: {{run}}, namespace: {{Namespace}}, ownerReferences: [{apiVersion: {{apiVersion}}, kind: CronJob, name: {{Name}}, uid: {{uid}}, controller: true}] }
        spec:
        {{Template(run, "\n      restartPolicy: Never")}}
        """;

    /// <summary>A custom resource that offers its Pods' selector by <c>scale</c>.</summary>
    public static TargetWorkload Rollout => new("example.com/v1", "Rollout", $$"""
        {{Head("example.com/v1", "Rollout")}}
        spec: {replicas: 1}
        status: {replicas: 1, selector: "app=rollout"}
        """);

    /// <summary>The ReplicaSet that a controller of Rollouts would make.</summary>
    public static string ReplicaSetOfRollout(string uid) => $$"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: rollout-1, namespace: {{Namespace}}, ownerReferences: [{apiVersion: example.com/v1, kind: Rollout, name: {{Name}}, uid: {{uid}}, controller: true}] }
        spec:
          replicas: 1
          selector: {matchLabels: {app: rollout} }
        {{Template("rollout")}}
        """;

    /// <summary>The definition of the custom resource.</summary>
    public const string RolloutDefinition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: rollouts.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Rollout, plural: rollouts, singular: rollout, listKind: RolloutList}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
              subresources:
                scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}
        """;

    private static TargetWorkload Of(string apiVersion, string kind, string fields)
    {
        var app = kind.ToLowerInvariant();
        var lines = fields.Trim('{', '}').Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(f => $"  {f}\n");
        return new(apiVersion, kind, $"{Head(apiVersion, kind)}\nspec:\n{string.Concat(lines)}  selector: {{matchLabels: {{app: {app}}}}}\n{Template(app, Tolerations)}");
    }

    private static string Head(string apiVersion, string kind) => $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: {Name}, namespace: {Namespace}}}";

    private static string Template(string app, string more = "") => $$"""
          template:
            metadata:
              labels: {app: {{app}} }
              annotations:
                {{Usage}}
            spec:
              containers: [{name: app, image: registry.example/app:1}]{{more}}
        """;
}
