namespace Vpa.Host.Flags;

/// <summary>Flags of the usage history that Prometheus keeps (section 16 of the recommender's specification).</summary>
internal sealed class PrometheusFlags
{
    public Flag<string> Storage { get; } = new("storage", FlagTypes.Text, "",
        "prometheus: fetch past usage from Prometheus for workloads without stored history; anything else: do not");

    public Flag<string> Address { get; } = new("prometheus-address", FlagTypes.Text, "http://prometheus.monitoring.svc", "Base address of Prometheus, http or https")
    {
        Mask = SecretText.InAddress,
    };

    public Flag<string> QueryTimeout { get; } = new("prometheus-query-timeout", FlagTypes.Text, "5m", "Limit of each query, a duration such as 5m or 1h30m");

    public Flag<bool> Insecure { get; } = new("prometheus-insecure", FlagTypes.Boolean, false, "Do not verify the certificate of Prometheus");

    public Flag<string> CaFile { get; } = new("prometheus-ca-file", FlagTypes.Text, "",
        "Certificate authorities that sign the certificate of Prometheus, PEM; empty: those of the system");

    public Flag<string> BearerToken { get; } = new("prometheus-bearer-token", FlagTypes.Text, "", "Bearer token for Prometheus; prefer the file") { Mask = SecretText.Whole };

    public Flag<string> BearerTokenFile { get; } = new("prometheus-bearer-token-file", FlagTypes.Text, "", "File with the bearer token for Prometheus, read anew for each query");

    public Flag<string> Username { get; } = new("username", FlagTypes.Text, "",
        "User name for basic authentication to Prometheus; without it PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD of the environment count");

    public Flag<string> Password { get; } = new("password", FlagTypes.Text, "", "Password for basic authentication to Prometheus") { Mask = SecretText.Whole };

    public Flag<string> CadvisorJobName { get; } = new("prometheus-cadvisor-job-name", FlagTypes.Text, "kubernetes-cadvisor",
        "Value of the job label of the container series; empty: no such condition");

    public Flag<string> HistoryLength { get; } = new("history-length", FlagTypes.Text, "8d", "How far history queries look back, a Prometheus duration such as 8d or 1w");

    public Flag<string> HistoryResolution { get; } = new("history-resolution", FlagTypes.Text, "1h", "Step of history queries and range of their rate, a Prometheus duration such as 30s or 1h");

    public Flag<string> HistoryCpuMetric { get; } = new("history-cpu-metric", FlagTypes.Text, "container_cpu_usage_seconds_total", "Metric of CPU usage, a counter of core seconds");

    public Flag<string> HistoryMemoryMetric { get; } = new("history-memory-metric", FlagTypes.Text, "container_memory_working_set_bytes", "Metric of memory usage, in bytes");

    public Flag<string> ContainerNamespaceLabel { get; } = new("container-namespace-label", FlagTypes.Text, "namespace", "Label with the namespace of a container series");

    public Flag<string> ContainerPodNameLabel { get; } = new("container-pod-name-label", FlagTypes.Text, "pod_name", "Label with the pod name of a container series");

    public Flag<string> ContainerNameLabel { get; } = new("container-name-label", FlagTypes.Text, "name", "Label with the container name, of Prometheus series and of external metrics");

    public Flag<string> PodLabelsQuery { get; } = new("metric-for-pod-labels", FlagTypes.Text, "up{job=\"kubernetes-pods\"}",
        "Query that yields the labels of pods, by which pods that are gone are told to belong to a workload");

    public Flag<string> PodLabelPrefix { get; } = new("pod-label-prefix", FlagTypes.Text, "pod_label_", "Prefix of pod labels in the answer to that query; empty: all labels are pod labels");

    public Flag<string> PodNamespaceLabel { get; } = new("pod-namespace-label", FlagTypes.Text, "kubernetes_namespace", "Label with the pod's namespace in the answer to that query");

    public Flag<string> PodNameLabel { get; } = new("pod-name-label", FlagTypes.Text, "kubernetes_pod_name", "Label with the pod's name in the answer to that query");

    /// <summary>All of them.</summary>
    public IEnumerable<IFlag> All =>
    [
        Storage, Address, QueryTimeout, Insecure, CaFile, BearerToken, BearerTokenFile, Username, Password, CadvisorJobName, HistoryLength, HistoryResolution, HistoryCpuMetric,
        HistoryMemoryMetric, ContainerNamespaceLabel, ContainerPodNameLabel, ContainerNameLabel, PodLabelsQuery, PodLabelPrefix, PodNamespaceLabel, PodNameLabel,
    ];
}
