using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>The columns of built-in kinds between NAME and AGE, as kube-apiserver's printers show them.</summary>
internal static class BuiltinColumns
{
    private const string Text = "string";
    private const string Whole = "integer";

    /// <summary>All columns of a resource, or null when it has only NAME and AGE.</summary>
    public static IReadOnlyList<TableColumn>? Of(ResourceDefinition resource, TimeProvider clock) => resource.StorageKey switch
    {
        "/pods" => Pods(clock),
        "/events" => Events(clock),
        "/nodes" => Nodes(),
        "/namespaces" => [At("Status", Text, "status", "phase")],
        "/services" => Services(),
        "/configmaps" => [Cell("Data", Whole, o => (o["data"] as JsonObject)?.Count ?? 0)],
        "/secrets" => [At("Type", Text, "type"), Cell("Data", Whole, o => (o["data"] as JsonObject)?.Count ?? 0)],
        "/serviceaccounts" => [Cell("Secrets", Whole, o => o.ObjectsAt("secrets").Count())],
        "apps/deployments" => Deployments(),
        "apps/replicasets" or "/replicationcontrollers" =>
            [Number("Desired", "spec", "replicas"), Number("Current", "status", "replicas"), Number("Ready", "status", "readyReplicas"), .. Wide()],
        "apps/statefulsets" => [Cell("Ready", Text, o => ReadyOf(o)), .. Wide()],
        "apps/daemonsets" => DaemonSets(),
        "batch/jobs" => Jobs(clock),
        "batch/cronjobs" => CronJobs(clock),
        "coordination.k8s.io/leases" => [At("Holder", Text, "spec", "holderIdentity")],
        "policy/poddisruptionbudgets" => Budgets(),
        "apiregistration.k8s.io/apiservices" => ApiServices(),
        "admissionregistration.k8s.io/mutatingwebhookconfigurations" => [Cell("Webhooks", Whole, o => o.ObjectsAt("webhooks").Count())],
        "rbac.authorization.k8s.io/clusterrolebindings" or "rbac.authorization.k8s.io/rolebindings" =>
            [Cell("Role", Text, o => $"{o.TextAt("roleRef", "kind")}/{o.TextAt("roleRef", "name")}")],
        _ => null,
    };

    private static TableColumn Cell(string name, string type, Func<JsonObject, JsonNode?> cell, long priority = 0) => new(name, type, cell, priority);

    private static TableColumn At(string name, string type, params string[] path) => new(name, type, o => JsonText.Of(o.At(path)));

    private static TableColumn Number(string name, params string[] path) => new(name, Whole, o => o.NumberAt(path) ?? 0);

    private static string ReadyOf(JsonObject o) => $"{o.NumberAt("status", "readyReplicas") ?? 0}/{o.NumberAt("spec", "replicas") ?? 0}";

    private static string Condition(JsonObject o, string type) =>
        o.ObjectsAt("status", "conditions").FirstOrDefault(c => c.TextAt("type") == type).TextAt("status") ?? "Unknown";

    private static string OrNone(string? text) => string.IsNullOrEmpty(text) ? "<none>" : text;

    private static IReadOnlyList<TableColumn> Pods(TimeProvider clock) =>
    [
        Cell("Ready", Text, o => PodCells.Ready(o)),
        Cell("Status", Text, o => PodCells.Status(o)),
        Cell("Restarts", Text, o => PodCells.Restarts(o, clock.GetUtcNow())),
        TableRenderer.Age(clock),
        Cell("IP", Text, o => OrNone(o.TextAt("status", "podIP")), 1),
        Cell("Node", Text, o => OrNone(o.TextAt("spec", "nodeName")), 1),
        Cell("Nominated Node", Text, o => OrNone(o.TextAt("status", "nominatedNodeName")), 1),
        Cell("Readiness Gates", Text, _ => "<none>", 1),
    ];

    private static IReadOnlyList<TableColumn> Events(TimeProvider clock) =>
    [
        Cell("Last Seen", Text, o => HumanDuration.Since(
            o.TextAt("series", "lastObservedTime") ?? o.TextAt("lastTimestamp") ?? o.TextAt("eventTime") ?? o.TextAt("firstTimestamp"),
            clock.GetUtcNow())),
        At("Type", Text, "type"),
        At("Reason", Text, "reason"),
        Cell("Object", Text, o => $"{o.TextAt("involvedObject", "kind")?.ToLowerInvariant()}/{o.TextAt("involvedObject", "name")}"),
        Cell("Subobject", Text, o => o.TextAt("involvedObject", "fieldPath") ?? "", 1),
        Cell("Source", Text, o => o.TextAt("source", "component") ?? o.TextAt("reportingComponent") ?? "", 1),
        Cell("Message", Text, o => o.TextAt("message")?.Trim() ?? ""),
        Cell("First Seen", Text, o => HumanDuration.Since(o.TextAt("firstTimestamp") ?? o.TextAt("eventTime"), clock.GetUtcNow()), 1),
        Cell("Count", Whole, o => o.NumberAt("series", "count") ?? o.NumberAt("count") ?? 1, 1),
        Cell("Name", Text, o => o.TextAt("metadata", "name"), 1),
    ];

    private static IReadOnlyList<TableColumn> Nodes() =>
    [
        Cell("Status", Text, o => (Condition(o, "Ready") == "True" ? "Ready" : "NotReady")
            + (o.FlagAt("spec", "unschedulable") == true ? ",SchedulingDisabled" : "")),
        Cell("Roles", Text, o => OrNone(string.Join(',', o.TextMapAt("metadata", "labels").Keys
            .Where(k => k.StartsWith("node-role.kubernetes.io/", StringComparison.Ordinal)).Select(k => k.Split('/')[1])))),
        new("Age", Text, o => null),
        Cell("Version", Text, o => OrNone(o.TextAt("status", "nodeInfo", "kubeletVersion"))),
    ];

    private static IReadOnlyList<TableColumn> Services() =>
    [
        Cell("Type", Text, o => o.TextAt("spec", "type") ?? "ClusterIP"),
        Cell("Cluster-IP", Text, o => OrNone(o.TextAt("spec", "clusterIP"))),
        Cell("External-IP", Text, o => OrNone(o.TextAt("spec", "externalName"))),
        Cell("Port(s)", Text, o => OrNone(string.Join(',', o.ObjectsAt("spec", "ports")
            .Select(p => $"{JsonText.Of(p["port"])}/{p.TextAt("protocol") ?? "TCP"}")))),
        new("Age", Text, o => null),
        Cell("Selector", Text, o => OrNone(string.Join(',', o.TextMapAt("spec", "selector").Select(l => $"{l.Key}={l.Value}"))), 1),
    ];

    private static IReadOnlyList<TableColumn> Deployments() =>
    [
        Cell("Ready", Text, o => ReadyOf(o)),
        Number("Up-to-date", "status", "updatedReplicas"),
        Number("Available", "status", "availableReplicas"),
        .. Wide(),
    ];

    private static IReadOnlyList<TableColumn> DaemonSets() =>
    [
        Number("Desired", "status", "desiredNumberScheduled"),
        Number("Current", "status", "currentNumberScheduled"),
        Number("Ready", "status", "numberReady"),
        Number("Up-to-date", "status", "updatedNumberScheduled"),
        Number("Available", "status", "numberAvailable"),
        .. Wide(),
    ];

    /// <summary>AGE, and for -o wide the containers, images and selector of a workload.</summary>
    private static IReadOnlyList<TableColumn> Wide()
    {
        static string Join(JsonObject o, string field) =>
            OrNone(string.Join(',', o.ObjectsAt("spec", "template", "spec", "containers").Select(c => c.TextAt(field))));
        return
        [
            new("Age", Text, o => null),
            Cell("Containers", Text, o => Join(o, "name"), 1),
            Cell("Images", Text, o => Join(o, "image"), 1),
            Cell("Selector", Text, o => OrNone(LabelSelectors.FromJson(o.At("spec", "selector")).ToText()), 1),
        ];
    }

    private static IReadOnlyList<TableColumn> Jobs(TimeProvider clock) =>
    [
        Cell("Status", Text, o => Condition(o, "Complete") == "True" ? "Complete" : Condition(o, "Failed") == "True" ? "Failed" : "Running"),
        Cell("Completions", Text, o => $"{o.NumberAt("status", "succeeded") ?? 0}/{o.NumberAt("spec", "completions") ?? 1}"),
        Cell("Duration", Text, o => o.TextAt("status", "startTime") is { } start ? HumanDuration.Since(start, clock.GetUtcNow()) : ""),
    ];

    private static IReadOnlyList<TableColumn> CronJobs(TimeProvider clock) =>
    [
        At("Schedule", Text, "spec", "schedule"),
        Cell("Timezone", Text, o => OrNone(o.TextAt("spec", "timeZone"))),
        Cell("Suspend", "boolean", o => o.FlagAt("spec", "suspend") == true),
        Cell("Active", Whole, o => o.ObjectsAt("status", "active").Count()),
        Cell("Last Schedule", Text, o => o.TextAt("status", "lastScheduleTime") is { } last
            ? HumanDuration.Since(last, clock.GetUtcNow()) : "<none>"),
    ];

    private static IReadOnlyList<TableColumn> Budgets()
    {
        static string OrNotSet(JsonNode? value) => value is null ? "N/A" : JsonText.Of(value);
        return
        [
            Cell("Min Available", Text, o => OrNotSet(o.At("spec", "minAvailable"))),
            Cell("Max Unavailable", Text, o => OrNotSet(o.At("spec", "maxUnavailable"))),
            Number("Allowed Disruptions", "status", "disruptionsAllowed"),
        ];
    }

    private static IReadOnlyList<TableColumn> ApiServices() =>
    [
        Cell("Service", Text, o => o.At("spec", "service") is { } s ? $"{s.TextAt("namespace")}/{s.TextAt("name")}" : "Local"),
        Cell("Available", Text, o => o.ObjectsAt("status", "conditions").FirstOrDefault(c => c.TextAt("type") == "Available") is { } c
            ? c.TextAt("status") == "True" ? "True" : $"{c.TextAt("status")} ({c.TextAt("reason")})"
            : "Unknown"),
    ];
}
