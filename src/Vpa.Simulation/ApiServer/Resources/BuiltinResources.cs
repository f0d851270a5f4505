namespace Vpa.Simulation.ApiServer;

/// <summary>The kinds that every cluster has, with kube-apiserver's names, scopes and subresources.</summary>
internal static class BuiltinResources
{
    private static readonly string[] EventFields =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    private static readonly string[] PodFields =
    [
        "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP",
        "status.nominatedNodeName",
    ];

    public static ResourceDefinition Pods { get; } = MakePods(resize: true);

    public static ResourceDefinition Namespaces { get; } = Define(
        "", "v1", "Namespace", "namespaces", false, ["ns"], status: true, fields: ["status.phase"]);

    public static ResourceDefinition Services { get; } = Define("", "v1", "Service", "services", true, ["svc"], ["all"], status: true);

    public static ResourceDefinition Endpoints { get; } = Define("", "v1", "Endpoints", "endpoints", true, ["ep"]);

    public static ResourceDefinition ServiceAccounts { get; } = Define(
        "", "v1", "ServiceAccount", "serviceaccounts", true, ["sa"], extra: ["token"]);

    public static ResourceDefinition LimitRanges { get; } = Define("", "v1", "LimitRange", "limitranges", true, ["limits"]);

    public static ResourceDefinition Events { get; } = Define("", "v1", "Event", "events", true, ["ev"], fields: EventFields);

    public static ResourceDefinition Budgets { get; } = Define(
        "policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true, ["pdb"], status: true);

    public static ResourceDefinition WebhookConfigurations { get; } = Define(
        "admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false,
        categories: ["api-extensions"]);

    public static ResourceDefinition CustomResourceDefinitions { get; } = Define(
        "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, ["crd", "crds"],
        ["api-extensions"], status: true);

    public static ResourceDefinition ApiServices { get; } = Define(
        "apiregistration.k8s.io", "v1", "APIService", "apiservices", false, categories: ["api-extensions"], status: true);

    public static ResourceDefinition ClusterRoles { get; } = Rbac("ClusterRole", "clusterroles", false);

    public static ResourceDefinition ClusterRoleBindings { get; } = Rbac("ClusterRoleBinding", "clusterrolebindings", false);

    public static ResourceDefinition Roles { get; } = Rbac("Role", "roles", true);

    public static ResourceDefinition RoleBindings { get; } = Rbac("RoleBinding", "rolebindings", true);

    public static IEnumerable<ResourceDefinition> All(bool servePodResize)
    {
        yield return servePodResize ? Pods : MakePods(resize: false);
        foreach (var resource in Core().Concat(Workloads()).Concat(Cluster()))
        {
            yield return resource;
        }
    }

    private static IEnumerable<ResourceDefinition> Core() =>
    [
        Namespaces, Services, Endpoints, ServiceAccounts, LimitRanges, Events,
        Define("", "v1", "Node", "nodes", false, ["no"], status: true, fields: ["spec.unschedulable"]),
        Define("", "v1", "ConfigMap", "configmaps", true, ["cm"]),
        Define("", "v1", "Secret", "secrets", true, fields: ["type"]),
        Define("", "v1", "ResourceQuota", "resourcequotas", true, ["quota"], status: true),
        Define("", "v1", "ReplicationController", "replicationcontrollers", true, ["rc"], ["all"], status: true, scale: true),
        Define("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true, ["pvc"], status: true),
        Define("events.k8s.io", "v1", "Event", "events", true, ["ev"], fields: EventFields),
    ];

    private static IEnumerable<ResourceDefinition> Workloads() =>
    [
        Define("apps", "v1", "Deployment", "deployments", true, ["deploy"], ["all"], status: true, scale: true),
        Define("apps", "v1", "ReplicaSet", "replicasets", true, ["rs"], ["all"], status: true, scale: true),
        Define("apps", "v1", "StatefulSet", "statefulsets", true, ["sts"], ["all"], status: true, scale: true),
        Define("apps", "v1", "DaemonSet", "daemonsets", true, ["ds"], ["all"], status: true),
        Define("batch", "v1", "Job", "jobs", true, [], ["all"], status: true, fields: ["status.successful"]),
        Define("batch", "v1", "CronJob", "cronjobs", true, ["cj"], ["all"], status: true),
        Budgets,
    ];

    private static IEnumerable<ResourceDefinition> Cluster() =>
    [
        Define("coordination.k8s.io", "v1", "Lease", "leases", true),
        WebhookConfigurations, CustomResourceDefinitions, ApiServices, ClusterRoles, ClusterRoleBindings, Roles, RoleBindings,
    ];

    private static ResourceDefinition MakePods(bool resize) => Define(
        "", "v1", "Pod", "pods", true, ["po"], ["all"], status: true, fields: PodFields,
        extra: resize ? ["binding", "eviction", "resize"] : ["binding", "eviction"]);

    private static ResourceDefinition Rbac(string kind, string plural, bool namespaced) =>
        Define("rbac.authorization.k8s.io", "v1", kind, plural, namespaced);

    private static ResourceDefinition Define(
        string group, string version, string kind, string plural, bool namespaced, string[]? shortNames = null, string[]? categories = null,
        bool status = false, bool scale = false, string[]? extra = null, string[]? fields = null) => new()
        {
            Group = group,
            Versions = [version],
            StorageVersion = version,
            Kind = kind,
            ListKind = kind + "List",
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            Namespaced = namespaced,
            ShortNames = shortNames ?? [],
            Categories = categories ?? [],
            HasStatus = status,
            Scale = scale ? ScaleMapping.BuiltIn : null,
            ExtraSubresources = extra ?? [],
            SelectableFields = fields ?? [],
        };
}
