namespace Vpa.Host.Tests.Observability;

/// <summary>Workloads that between them bring about everything that a metric counts.</summary>
internal static class BusyCluster
{
    /// <summary>The namespace of all of them.</summary>
    public const string Namespace = "demo";

    /// <summary>Pods that are measured all the time: all but those that are killed again and again.</summary>
    public const int SteadyPods = 14;

    /// <summary>The workloads.</summary>
    public static IEnumerable<string> Workloads =>
    [
        Deployment("small", 3, "{cpu: 10m, memory: 20Mi}", Steady("300m", "400Mi")), // is evicted
        Deployment("idle", 2, "{cpu: 300m, memory: 400Mi}", Steady("1m", "1Mi")), // is recommended more than it uses
        Deployment("guarded", 3, "{cpu: 10m, memory: 20Mi}", Steady("300m", "400Mi")), // may not be evicted
        Guard("guarded"),
        Deployment("resized", 3, "{cpu: 10m, memory: 20Mi}", Steady("300m", "400Mi")), // is resized in place
        Deployment("huge", 3, "{cpu: 10m, memory: 20Mi}", Steady("30", "400Mi")), // needs more than a node has
        Deployment("leaking", 2, "{cpu: 10m, memory: 20Mi}, limits: {cpu: 1, memory: 100Mi}", """{"app":{"cpu":{"shape":"steady","level":"10m"},"memory":{"shape":"leak","base":"40Mi","perHour":"36000Mi","upTo":"300Mi"}}}"""), // is killed
    ];

    /// <summary>Their VPAs.</summary>
    public static IEnumerable<string> Autoscalers =>
        [Vpa("small", "Recreate"), Vpa("idle", "Initial"), Vpa("guarded", "Recreate"), Vpa("resized", "InPlaceOrRecreate"), Vpa("huge", "InPlace"), Vpa("leaking", "Initial")];

    private static string Steady(string cpu, string memory) =>
        $$$$"""{"app":{"cpu":{"shape":"steady","level":"{{{{cpu}}}}","noise":0.2},"memory":{"shape":"steady","level":"{{{{memory}}}}","noise":0.1}}}""";

    private static string Deployment(string name, int replicas, string requests, string usage) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}}, namespace: {{Namespace}} }
        spec:
          replicas: {{replicas}}
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata:
              labels: {app: {{name}} }
              annotations: {simulation.vpa/usage: '{{usage}}'}
            spec:
              containers:
                - name: app
                  image: registry.example/app:1
                  resources: {requests: {{requests}} }
        """;

    private static string Guard(string name) => $$"""
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: {{name}}, namespace: {{Namespace}} }
        spec: {minAvailable: 100%, selector: {matchLabels: {app: {{name}} } } }
        """;

    private static string Vpa(string name, string mode) => $$"""
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata: {name: {{name}}, namespace: {{Namespace}} }
        spec:
          targetRef: {apiVersion: apps/v1, kind: Deployment, name: {{name}} }
          updatePolicy: {updateMode: "{{mode}}"}
        """;
}
