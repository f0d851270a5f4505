namespace Vpa.Simulation.ApiServer;

/// <summary>The strategy of each resource.</summary>
internal sealed class StrategyCatalog(TimeProvider clock)
{
    private readonly DefaultStrategy _default = new();
    private readonly Dictionary<string, IObjectStrategy> _strategies = new(StringComparer.Ordinal)
    {
        ["/pods"] = new PodStrategy(),
        ["/namespaces"] = new NamespaceStrategy(),
        ["/limitranges"] = new LimitRangeStrategy(),
        ["/replicationcontrollers"] = new WorkloadStrategy("ReplicationController"),
        ["apps/deployments"] = new WorkloadStrategy("Deployment"),
        ["apps/replicasets"] = new WorkloadStrategy("ReplicaSet"),
        ["apps/statefulsets"] = new WorkloadStrategy("StatefulSet"),
        ["apps/daemonsets"] = new WorkloadStrategy("DaemonSet"),
        ["batch/jobs"] = new WorkloadStrategy("Job"),
        ["batch/cronjobs"] = new WorkloadStrategy("CronJob"),
        ["apiextensions.k8s.io/customresourcedefinitions"] = new CustomResourceDefinitionStrategy(clock),
    };

    public IObjectStrategy For(ResourceDefinition resource) => _strategies.GetValueOrDefault(resource.StorageKey, _default);
}
