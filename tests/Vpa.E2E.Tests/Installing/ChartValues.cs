using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>Values for the chart that an operator may come with.</summary>
internal static class ChartValues
{
    private const string Pem = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n";

    /// <summary>Values that mean what <c>deploy/kustomization.yaml</c> means.</summary>
    public static JsonObject LikeKustomize => Parse("""
        {"fullnameOverride":"vpa",
         "recommender":{"leaderElection":{"enabled":true},"affinity":{}},
         "updater":{"replicas":1,"leaderElection":{"enabled":true,"resourceName":"vpa-updater"},"affinity":{}},
         "admissionController":{"replicas":1,"affinity":{},"tls":{"keys":null},"mutatingWebhookConfiguration":{"timeoutSeconds":30}}}
        """);

    /// <summary>The defaults, and the one more right that other values can ask for: that to the recommender's lease.</summary>
    public static JsonObject WithEveryRight => Parse("""{"recommender":{"leaderElection":{"enabled":true}}}""");

    /// <summary>By what they change.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Legal { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nothing"] = "{}",
        ["what kustomize says"] = LikeKustomize.ToJsonString(),
        ["many replicas, history with the Pods"] = """{"recommender":{"replicas":2,"persistence":{"enabled":false}},"updater":{"replicas":3},"admissionController":{"replicas":3}}""",
        ["many replicas, a shared volume"] = """{"recommender":{"replicas":2,"persistence":{"accessModes":["ReadWriteMany"],"storageClassName":"nfs"}}}""",
        ["a volume that is there"] = """{"recommender":{"persistence":{"existingClaim":"mine"}}}""",
        ["no leader election"] = """{"updater":{"leaderElection":{"enabled":false}}}""",
        ["a lease elsewhere"] = """{"updater":{"leaderElection":{"resourceNamespace":"elsewhere","resourceName":"another","leaseDuration":"1m"}}}""",
        ["the recommender alone"] = """{"updater":{"enabled":false},"admissionController":{"enabled":false}}""",
        ["the webhook alone"] = """{"updater":{"enabled":false},"recommender":{"enabled":false}}""",
        ["the program's own certificates"] = """{"admissionController":{"registerWebhook":true}}""",
        ["upstream's values for its own registration"] = """{"admissionController":{"registerWebhook":true,"certGen":{"enabled":false,"image":{"tag":"v1"},"env":{}}}}""",
        ["certificates given"] = """{"admissionController":{"tls":{"create":true,"caCert":"PEM","cert":"PEM","key":"PEM"}}}""",
        ["certificates given, webhook of the chart"] = """{"admissionController":{"registerWebhook":false,"tls":{"keys":null,"caCert":"PEM"},"mutatingWebhookConfiguration":{"failurePolicy":"Fail","namespaceSelector":{"matchLabels":{"vpa":"yes"}},"annotations":{"a":"b"}}}}""",
        ["cert-manager with a CA of the chart"] = """{"admissionController":{"registerWebhook":false,"certManager":{"enabled":true,"createSelfSignedIssuer":{"enabled":true},"privateKey":{"algorithm":"ECDSA","size":256}}}}""",
        ["cert-manager, registered by the program"] = """{"admissionController":{"certManager":{"enabled":true,"issuerRef":{"name":"company"},"annotations":{"a":"b"}}}}""",
        ["webhook that fails closed"] = """{"admissionController":{"mutatingWebhookConfiguration":{"failurePolicy":"Fail","timeoutSeconds":10}}}""",
        ["rights by somebody else"] = """{"rbac":{"create":false},"recommender":{"serviceAccount":{"create":false,"name":"mine"}},"updater":{"serviceAccount":{"create":false}},"admissionController":{"serviceAccount":{"create":false,"name":"mine"}}}""",
        ["more rights"] = """{"rbac":{"extraRules":[{"apiGroups":["external.metrics.k8s.io"],"resources":["*"],"verbs":["list"]}]}}""",
        ["nothing around the Deployments"] = """{"priorityClasses":{"create":false},"networkPolicy":{"enabled":false},"recommender":{"podDisruptionBudget":{"enabled":false}},"updater":{"podDisruptionBudget":{"enabled":false}},"admissionController":{"podDisruptionBudget":{"enabled":false}}}""",
        ["names"] = """{"nameOverride":"autoscaler","commonLabels":{"team":"platform"},"imagePullSecrets":[{"name":"registry"}],"admissionController":{"service":{"name":"pods-hook","annotations":{"a":"b"}}}}""",
        ["all of scheduling"] = """{"updater":{"nodeSelector":{"disk":"ssd"},"tolerations":[{"operator":"Exists"}],"affinity":{"nodeAffinity":{}},"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule"}],"priorityClassName":"system-cluster-critical","updateStrategy":{"type":"Recreate"}}}""",
        ["all of a Pod"] = """{"recommender":{"image":{"repository":"registry.example.com/vpa","tag":"1.2.3","pullPolicy":"Always"},"podLabels":{"a":"b"},"podAnnotations":{"c":"d"},"annotations":{"e":"f"},"extraArgs":["--recommender-name=performance"],"extraEnv":[{"name":"TZ","value":"UTC"}],"resources":{}},"updater":{"extraArgs":["--in-place-skip-disruption-budget=true"]}}""",
        ["flags that the chart gives too"] = """{"recommender":{"extraArgs":["--v=6"]},"updater":{"extraArgs":["--v=6","--leader-elect=false"]},"admissionController":{"extraArgs":["--v=6"]}}""",
        ["budgets by what must stay"] = """{"admissionController":{"podDisruptionBudget":{"minAvailable":1,"maxUnavailable":null}},"updater":{"podDisruptionBudget":{"minAvailable":"50%","maxUnavailable":null}}}""",
        ["every right"] = WithEveryRight.ToJsonString(),
        ["a webhook of the chart behind another port"] = """{"admissionController":{"registerWebhook":false,"tls":{"caCert":"PEM"},"service":{"ports":[{"port":8443,"targetPort":8000,"protocol":"TCP"}]}}}""",
        ["volumes as upstream's values name them"] = """{"admissionController":{"volumes":[{"name":"tls-certs","secret":{"secretName":"vpa-tls-certs"}}],"volumeMounts":[{"name":"tls-certs","mountPath":"/etc/tls-certs","readOnly":true}]}}""",
    }.ToDictionary(v => v.Key, v => Parse(v.Value), StringComparer.Ordinal);

    /// <summary>By what the refusal must name.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Refused { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["certGen.enabled"] = """{"admissionController":{"certGen":{"enabled":true}}}""",
        ["tls.create both write"] = """{"admissionController":{"certManager":{"enabled":true,"issuerRef":{"name":"i"}},"tls":{"create":true,"caCert":"PEM","cert":"PEM","key":"PEM"}}}""",
        ["--reload-cert=false"] = """{"admissionController":{"certManager":{"enabled":true,"issuerRef":{"name":"i"}},"extraArgs":["--reload-cert=false"]}}""",
        ["issuerRef.name"] = """{"admissionController":{"certManager":{"enabled":true}}}""",
        ["which CA to trust"] = """{"admissionController":{"registerWebhook":false}}""",
        ["set all three"] = """{"admissionController":{"tls":{"create":true,"caCert":"PEM"}}}""",
        ["--ignored-vpa-object-namespaces"] = """{"admissionController":{"mutatingWebhookConfiguration":{"namespaceSelector":{"matchLabels":{"a":"b"}}}}}""",
        ["admissionController.podDisruptionBudget"] = """{"admissionController":{"podDisruptionBudget":{"minAvailable":1}}}""",
        ["recommender.podDisruptionBudget"] = """{"recommender":{"podDisruptionBudget":{"minAvailable":1}}}""",
        ["admissionController.service.ports"] = """{"admissionController":{"service":{"ports":[{"port":8443,"targetPort":8000,"protocol":"TCP"}]}}}""",
        ["recommender.replicas > 1"] = """{"recommender":{"replicas":2}}""",
        ["recomender"] = """{"recomender":{"replicas":2}}""",
        ["replica"] = """{"updater":{"replica":2}}""",
        ["/updater/replicas"] = """{"updater":{"replicas":"two"}}""",
        ["failurePolicy"] = """{"admissionController":{"mutatingWebhookConfiguration":{"failurePolicy":"Maybe"}}}""",
        ["timeoutSeconds"] = """{"admissionController":{"mutatingWebhookConfiguration":{"timeoutSeconds":31}}}""",
        ["leaseDuration"] = """{"updater":{"leaderElection":{"leaseDuration":"15"}}}""",
        ["extraArgs"] = """{"updater":{"extraArgs":["min-replicas=1"]}}""",
        ["algorithm"] = """{"admissionController":{"certManager":{"privateKey":{"algorithm":"Ed25519"}}}}""",
    }.ToDictionary(v => v.Key, v => Parse(v.Value), StringComparer.Ordinal);

    private static JsonObject Parse(string json) => JsonNode.Parse(json.Replace("\"PEM\"", $"\"{Pem}\"", StringComparison.Ordinal))!.AsObject();
}
