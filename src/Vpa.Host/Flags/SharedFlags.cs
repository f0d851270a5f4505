namespace Vpa.Host.Flags;

/// <summary>Flags that every role takes.</summary>
internal sealed class SharedFlags
{
    /// <summary>Path of a kubeconfig.</summary>
    public Flag<string> Kubeconfig { get; } = new("kubeconfig", FlagTypes.Text, "",
        "Path of a kubeconfig file; empty: KUBECONFIG of the environment, else the pod's service account");

    /// <summary>API requests per second.</summary>
    public Flag<double> KubeApiQps { get; } = new("kube-api-qps", FlagTypes.Rate, 50, "Sustained requests per second to the API server");

    /// <summary>API burst.</summary>
    public Flag<double> KubeApiBurst { get; } = new("kube-api-burst", FlagTypes.PositiveNumber, 100, "Burst of requests to the API server; a fraction is dropped");

    /// <summary>The only namespace to look at.</summary>
    public Flag<string> VpaObjectNamespace { get; } = new("vpa-object-namespace", FlagTypes.Text, "",
        "Restrict everything to one namespace; empty: all. Excludes --ignored-vpa-object-namespaces");

    /// <summary>Namespaces to leave alone.</summary>
    public Flag<string> IgnoredVpaObjectNamespaces { get; } = new("ignored-vpa-object-namespaces", FlagTypes.Text, "",
        "Comma-separated namespaces whose VPAs are left alone. Excludes --vpa-object-namespace");

    /// <summary>Feature gates.</summary>
    public Flag<Domain.Policies.FeatureGates> FeatureGates { get; } = new("feature-gates", FlagTypes.Gates, new(),
        "Feature gates, Name=true,...: CPUStartupBoost, InPlace, PerVPAConfig, AllAlpha, AllBeta");

    /// <summary>Verbosity.</summary>
    public Flag<int> Verbosity { get; } = new("v", FlagTypes.Integer, 4, "Log verbosity: below 2 warnings, 2 to 5 information, 6 and 7 debug, above that trace", "-v");

    /// <summary>Flags that mean nothing here, most of them of upstream's logging library: accepted, and named in a warning when given.</summary>
    public IReadOnlyList<IFlag> WithoutEffect { get; } =
    [
        .. new[]
        {
            ("stderrthreshold", "info"), ("alsologtostderrthreshold", ""), ("log-dir", ""), ("log-file", ""), ("log-backtrace-at", ":0"), ("vmodule", ""),
        }.Select(f => new Flag<string>(f.Item1, FlagTypes.Text, f.Item2, NoEffect)),
        .. new[]
        {
            ("logtostderr", true), ("alsologtostderr", false), ("legacy-stderr-threshold-behavior", true), ("one-output", false),
            ("skip-headers", false), ("skip-log-headers", false), ("add-dir-header", false),
        }.Select(f => new Flag<bool>(f.Item1, FlagTypes.Boolean, f.Item2, NoEffect)),
        new Flag<int>("log-file-max-size", FlagTypes.NonNegativeInteger, 1800, NoEffect),
        new Flag<bool>("profiling", FlagTypes.Boolean, false, "Accepted for upstream's command lines; has no effect, there are no profiling pages"),
    ];

    /// <summary>All of them.</summary>
    public IEnumerable<IFlag> All =>
        [Kubeconfig, KubeApiQps, KubeApiBurst, VpaObjectNamespace, IgnoredVpaObjectNamespaces, FeatureGates, Verbosity, .. WithoutEffect];

    private const string NoEffect = "Accepted for upstream's command lines; has no effect, logs go to standard error";
}
