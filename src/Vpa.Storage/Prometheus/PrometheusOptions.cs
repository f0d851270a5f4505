using System.Security.Cryptography.X509Certificates;

namespace Vpa.Storage.Prometheus;

/// <summary>Where Prometheus is and how its series are named; defaults are upstream's flags' (section 19.1).</summary>
public sealed record PrometheusOptions
{
    /// <summary>The base address (<c>--prometheus-address</c>), http or https, without user information.</summary>
    public required Uri Address { get; init; }

    /// <summary>Limit of one query, its repetition and the reading of its answer included (<c>--prometheus-query-timeout</c>); positive.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How requests are authorized.</summary>
    /// <value>The default is not at all.</value>
    public PrometheusCredentials Credentials { get; init; } = PrometheusCredentials.None;

    /// <summary>Whether any certificate is accepted (<c>--prometheus-insecure</c>).</summary>
    public bool SkipTlsVerification { get; init; }

    /// <summary>The only authorities to trust (<c>--prometheus-ca-file</c>); null trusts those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Value of the label <c>job</c> of container series (<c>--prometheus-cadvisor-job-name</c>); empty for no such condition.</summary>
    public string CadvisorJob { get; init; } = "kubernetes-cadvisor";

    /// <summary>How far back to look (<c>--history-length</c>); positive.</summary>
    public TimeSpan HistoryLength { get; init; } = TimeSpan.FromDays(8);

    /// <summary>Step of range queries (<c>--history-resolution</c>); positive.</summary>
    public TimeSpan HistoryResolution { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The same as the flag has it: the range of the rate of CPU usage.</summary>
    public string HistoryResolutionText { get; init; } = "1h";

    /// <summary>Metric of CPU usage (<c>--history-cpu-metric</c>), a counter of core seconds.</summary>
    public string CpuMetric { get; init; } = "container_cpu_usage_seconds_total";

    /// <summary>Metric of memory usage (<c>--history-memory-metric</c>), in bytes.</summary>
    public string MemoryMetric { get; init; } = "container_memory_working_set_bytes";

    /// <summary>Label with the namespace of a container series (<c>--container-namespace-label</c>).</summary>
    public string ContainerNamespaceLabel { get; init; } = "namespace";

    /// <summary>Label with its pod's name (<c>--container-pod-name-label</c>).</summary>
    public string ContainerPodLabel { get; init; } = "pod_name";

    /// <summary>Label with the container's name (<c>--container-name-label</c>).</summary>
    public string ContainerNameLabel { get; init; } = "name";

    /// <summary>The query that yields labels of pods (<c>--metric-for-pod-labels</c>).</summary>
    public string PodLabelsQuery { get; init; } = """up{job="kubernetes-pods"}""";

    /// <summary>Prefix of pod labels in its answer (<c>--pod-label-prefix</c>); empty takes all labels (unlike Q29).</summary>
    public string PodLabelPrefix { get; init; } = "pod_label_";

    /// <summary>Label with the pod's namespace in its answer (<c>--pod-namespace-label</c>).</summary>
    public string PodNamespaceLabel { get; init; } = "kubernetes_namespace";

    /// <summary>Label with the pod's name in its answer (<c>--pod-name-label</c>).</summary>
    public string PodNameLabel { get; init; } = "kubernetes_pod_name";

    /// <summary>The one namespace to look at (<c>--vpa-object-namespace</c>); empty for all.</summary>
    public string Namespace { get; init; } = "";
}
