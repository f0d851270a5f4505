namespace Vpa.Simulation.Metrics;

/// <summary>The discovery documents of the metrics API: fixed by its protocol.</summary>
internal static class MetricsDiscovery
{
    public const string Groups = """
        {"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"metrics.k8s.io",
        "versions":[{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}],
        "preferredVersion":{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}}]}
        """;

    public const string Group = """
        {"kind":"APIGroup","apiVersion":"v1","name":"metrics.k8s.io",
        "versions":[{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}],
        "preferredVersion":{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}}
        """;

    public const string Resources = """
        {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"metrics.k8s.io/v1beta1","resources":[
        {"name":"nodes","singularName":"","namespaced":false,"kind":"NodeMetrics","verbs":["get","list"]},
        {"name":"pods","singularName":"","namespaced":true,"kind":"PodMetrics","verbs":["get","list"]}]}
        """;

    /// <summary>Enough for the API server that merges the documents of its extension servers.</summary>
    public const string OpenApi = """
        {"swagger":"2.0","info":{"title":"Metrics API","version":"v1beta1"},"paths":{},"definitions":{}}
        """;
}
