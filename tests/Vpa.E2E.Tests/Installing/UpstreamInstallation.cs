using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>An installation with the names, rules and fields that upstream's manifests give it (api-and-deploy, sections 5 to 7).</summary>
internal static class UpstreamInstallation
{
    private const string Tag = "registry.k8s.io/autoscaling/vpa-";

    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "get", "list", "watch", "patch", "update"];

    /// <summary>The image of its webhook.</summary>
    public const string WebhookImage = Tag + "admission-controller:1.7.1";

    /// <summary>Everything but the definitions, as one list.</summary>
    /// <param name="caBundle">The CA of its certificates, PEM in base64.</param>
    /// <param name="webhook">Where the webhook is: no Service of the cluster leads to this machine.</param>
    public static string Manifest(string caBundle, Uri webhook) => List(
    [
        Account("vpa-recommender"), Account("vpa-updater"), Account("vpa-admission-controller"),
        .. Role("system:metrics-reader", "system:metrics-reader", ["vpa-recommender"], Rule("metrics.k8s.io", ["pods"], "get", "list")),
        .. Role("system:vpa-actor", "system:vpa-actor", ["vpa-recommender", "vpa-updater"], Rule("", ["pods", "nodes", "limitranges"], Read), Rule("", ["events"], Write), Rule("autoscaling.k8s.io", ["verticalpodautoscalers"], Read)),
        .. Role("system:vpa-status-actor", "system:vpa-status-actor", ["vpa-recommender"], Rule("autoscaling.k8s.io", ["verticalpodautoscalers/status"], "get", "patch")),
        .. Role("system:vpa-checkpoint-actor", "system:vpa-checkpoint-actor", ["vpa-recommender"], Rule("autoscaling.k8s.io", ["verticalpodautoscalercheckpoints"], "get", "list", "watch", "create", "patch", "delete"), Rule("", ["namespaces"], "get", "list")),
        .. Role("system:evictioner", "system:vpa-evictioner-binding", ["vpa-updater"], Rule("apps", ["replicasets"], "get"), Rule("", ["pods/eviction"], "create")),
        .. Role("system:vpa-updater-in-place", "system:vpa-updater-in-place-binding", ["vpa-updater"], Rule("", ["pods/resize", "pods"], "patch")),
        .. Role("system:vpa-target-reader", "system:vpa-target-reader-binding", ["vpa-recommender", "vpa-updater", "vpa-admission-controller"],
            Rule("*", ["*/scale"], "get", "watch"), Rule("", ["replicationcontrollers"], Read), Rule("apps", ["daemonsets", "deployments", "replicasets", "statefulsets"], Read), Rule("batch", ["jobs", "cronjobs"], Read)),
        .. Role("system:vpa-admission-controller", "system:vpa-admission-controller", ["vpa-admission-controller"],
            Rule("", ["pods", "configmaps", "nodes", "limitranges"], Read), Rule("admissionregistration.k8s.io", ["mutatingwebhookconfigurations"], "create", "delete", "get", "list", "patch"),
            Rule("autoscaling.k8s.io", ["verticalpodautoscalers"], Read), Rule("coordination.k8s.io", ["leases"], "create", "update", "get", "list", "watch")),
        .. Role("system:vpa-status-reader", "system:vpa-status-reader-binding", ["vpa-updater"], Rule("coordination.k8s.io", ["leases"], Read)),
        Deployment("recommender", 8942), Deployment("updater", 8943), Deployment("admission-controller", 8944, "--v=4", "--stderrthreshold=info", "--reload-cert"),
        JsonNode.Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"vpa-webhook","namespace":"kube-system"},"spec":{"ports":[{"port":443,"targetPort":8000}],"selector":{"app":"vpa-admission-controller"}}}""")!,
        JsonNode.Parse("""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"vpa-admission-controller","namespace":"kube-system"},"spec":{"holderIdentity":"upstream","leaseDurationSeconds":60}}""")!,
        JsonNode.Parse($$$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"vpa-webhook-config"},"webhooks":[{
              "name":"vpa.k8s.io","admissionReviewVersions":["v1"],"sideEffects":"None","failurePolicy":"Ignore","timeoutSeconds":30,
              "clientConfig":{"caBundle":"{{{caBundle}}}","url":"{{{webhook}}}"},
              "rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"]},
                       {"apiGroups":["autoscaling.k8s.io"],"apiVersions":["*"],"resources":["verticalpodautoscalers"],"operations":["CREATE","UPDATE"]}]}]}
            """)!,
    ]);

    private static string List(JsonNode[] items) => new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray(items) }.ToJsonString();

    private static JsonObject Account(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ServiceAccount",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "kube-system" },
    };

    private static JsonObject Rule(string group, string[] resources, params string[] verbs) =>
        new() { ["apiGroups"] = Texts(group), ["resources"] = Texts(resources), ["verbs"] = Texts(verbs) };

    private static JsonNode[] Role(string name, string binding, string[] accounts, params JsonNode[] rules) =>
    [
        new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "ClusterRole",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["rules"] = new JsonArray(rules),
        },
        new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = "ClusterRoleBinding",
            ["metadata"] = new JsonObject { ["name"] = binding },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = name },
            ["subjects"] = new JsonArray([.. accounts.Select(a => (JsonNode)new JsonObject { ["kind"] = "ServiceAccount", ["name"] = a, ["namespace"] = "kube-system" })]),
        },
    ];

    private static JsonNode Deployment(string role, int port, params string[] args)
    {
        var isWebhook = role == "admission-controller";
        var probe = """{"httpGet":{"path":"/health-check","port":"prometheus","scheme":"HTTP"},"periodSeconds":10,"failureThreshold":3}""";
        return JsonNode.Parse($$$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"vpa-{{{{role}}}}","namespace":"kube-system"},"spec":{"replicas":1,
              "selector":{"matchLabels":{"app":"vpa-{{{{role}}}}"}},
              "template":{"metadata":{"labels":{"app":"vpa-{{{{role}}}}"}},"spec":{
                "serviceAccountName":"vpa-{{{{role}}}}","securityContext":{"runAsNonRoot":true,"runAsUser":65534},
                "containers":[{"name":"{{{{role}}}}","image":"{{{{Tag + role}}}}:1.7.1","imagePullPolicy":"IfNotPresent","args":{{{{Texts(args).ToJsonString()}}}},
                  "env":[{"name":"NAMESPACE","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"}}}],
                  "ports":[{{{{(isWebhook ? """{"containerPort":8000},""" : "")}}}}{"name":"prometheus","containerPort":{{{{port}}}}}],
                  "volumeMounts":[{{{{(isWebhook ? """{"name":"tls-certs","mountPath":"/etc/tls-certs","readOnly":true}""" : "")}}}}],
                  "livenessProbe":{{{{probe}}}},"readinessProbe":{{{{probe}}}},
                  "resources":{"requests":{"cpu":"50m","memory":"500Mi"},"limits":{"cpu":"200m","memory":"1000Mi"}}}],
                "volumes":[{{{{(isWebhook ? """{"name":"tls-certs","secret":{"secretName":"vpa-tls-certs"}}""" : "")}}}}] } } } }
            """)!;
    }

    private static JsonArray Texts(params string[] texts) => new([.. texts.Select(t => (JsonNode?)t)]);
}
