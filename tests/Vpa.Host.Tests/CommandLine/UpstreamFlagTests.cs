using Vpa.Host.CommandLine;

namespace Vpa.Host.Tests.CommandLine;

/// <summary>Every flag that upstream takes is taken, under its name, type and default: a command line moves over as it is.</summary>
public sealed class UpstreamFlagTests
{
    private const string Logging = """
        stderrthreshold=info legacy-stderr-threshold-behavior=true logtostderr=true alsologtostderr=false alsologtostderrthreshold= log-dir= log-file=
        log-file-max-size=1800 one-output=false skip-headers=false skip-log-headers=false add-dir-header=false log-backtrace-at=:0 vmodule= v=4
        """;

    private const string Shared = """
        feature-gates= ignored-vpa-object-namespaces= kube-api-burst=100 kube-api-qps=50 kubeconfig= profiling=false vpa-object-namespace=
        """;

    private const string Election = """
        leader-elect=false leader-elect-lease-duration=15s leader-elect-renew-deadline=10s leader-elect-resource-lock=leases
        leader-elect-resource-namespace=kube-system leader-elect-retry-period=2s
        """;

    private const string Recommender = """
        address=:8942 checkpoints-gc-interval=10m0s checkpoints-timeout=1m0s confidence-interval-cpu=24h0m0s confidence-interval-memory=24h0m0s container-name-label=name
        container-namespace-label=namespace container-pod-name-label=pod_name container-recommendation-max-allowed-cpu= container-recommendation-max-allowed-memory=
        cpu-histogram-decay-half-life=24h0m0s cpu-integer-post-processor-enabled=false external-metrics-cpu-metric= external-metrics-memory-metric=
        history-cpu-metric=container_cpu_usage_seconds_total history-length=8d history-memory-metric=container_memory_working_set_bytes history-resolution=1h
        humanize-memory=false memory-aggregation-interval=24h0m0s memory-aggregation-interval-count=8 memory-histogram-decay-half-life=24h0m0s memory-saver=false
        metric-for-pod-labels=up{job="kubernetes-pods"} min-checkpoints=10 oom-bump-up-ratio=1.2 oom-min-bump-up-bytes=104857600 password= pod-label-prefix=pod_label_
        pod-name-label=kubernetes_pod_name pod-namespace-label=kubernetes_namespace pod-recommendation-min-cpu-millicores=25 pod-recommendation-min-memory-mb=250
        prometheus-address=http://prometheus.monitoring.svc prometheus-bearer-token= prometheus-bearer-token-file= prometheus-cadvisor-job-name=kubernetes-cadvisor
        prometheus-insecure=false prometheus-query-timeout=5m recommendation-lower-bound-cpu-percentile=0.5 recommendation-lower-bound-memory-percentile=0.5
        recommendation-margin-fraction=0.15 recommendation-upper-bound-cpu-percentile=0.95 recommendation-upper-bound-memory-percentile=0.95 recommender-interval=1m0s
        recommender-name=default round-cpu-millicores=1 round-memory-bytes=1 storage= target-cpu-percentile=0.9 target-memory-percentile=0.9 update-worker-count=10
        use-external-metrics=false username= leader-elect-resource-name=vpa-recommender-lease
        """;

    private const string Updater = """
        address=:8943 admission-controller-status-lease-name=vpa-admission-controller admission-controller-status-lease-namespace= admission-controller-status-lease-timeout=1m0s
        evict-after-oom-threshold=10m0s eviction-rate-burst=1 eviction-rate-limit=-1 eviction-tolerance=0.5 in-place-skip-disruption-budget=false
        in-recommendation-bounds-eviction-lifetime-threshold=12h0m0s min-replicas=2 pod-update-threshold=0.1 updater-interval=1m0s use-admission-controller-status=true
        leader-elect-resource-name=vpa-updater
        """;

    private const string Admission = """
        address=:8944 client-ca-file=/etc/tls-certs/caCert.pem max-allowed-cpu-boost= min-tls-version=tls1_2 port=8000 register-by-url=false register-webhook=true reload-cert=false
        status-lease-name=vpa-admission-controller status-lease-namespace= status-lease-update-interval=10s tls-cert-file=/etc/tls-certs/serverCert.pem tls-ciphers=
        tls-private-key=/etc/tls-certs/serverKey.pem webhook-address= webhook-failure-policy-fail=false webhook-labels= webhook-port= webhook-service=vpa-webhook webhook-timeout-seconds=30
        """;

    [Theory] // R162, sections 19.1 to 19.3; section 17 of the admission controller's and 19 of the updater's specification
    [InlineData("recommender", Recommender, Shared, Election, Logging)]
    [InlineData("updater", Updater, Shared, Election, Logging)]
    [InlineData("admission-controller", Admission, Shared, "", Logging)]
    public void Every_flag_of_upstream_is_there_with_its_default(string role, params string[] tables)
    {
        var flags = VpaCommandLine.Build(TextWriter.Null).Subcommands.OfType<RoleCommand>().Single(c => c.Name == role).Flags.ToDictionary(f => f.Name);
        foreach (var entry in tables.SelectMany(t => t.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            var (name, value) = (entry[..entry.IndexOf('=', StringComparison.Ordinal)], entry[(entry.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            Assert.True(flags.TryGetValue(name, out var flag), $"--{name} is not there");
            Assert.Equal($"{name}={value}", $"{name}={flag.DefaultText}");
        }
    }

    [Theory]
    [InlineData("checkpoints-gc-interval", "duration")]
    [InlineData("min-checkpoints", "int")]
    [InlineData("profiling", "bool")]
    [InlineData("log-file-max-size", "int")]
    [InlineData("oom-bump-up-ratio", "float")]
    [InlineData("history-length", "string")]
    [InlineData("prometheus-query-timeout", "string")]
    [InlineData("container-recommendation-max-allowed-cpu", "quantity")]
    public void Types_are_those_of_the_table(string name, string type) =>
        Assert.Equal(type, VpaCommandLine.Build(TextWriter.Null).Subcommands.OfType<RoleCommand>().Single(c => c.Name == "recommender").Flags.Single(f => f.Name == name).TypeName);
}
