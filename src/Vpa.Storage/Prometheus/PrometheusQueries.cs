namespace Vpa.Storage.Prometheus;

/// <summary>The queries for past usage (R140, R141).</summary>
internal static class PrometheusQueries
{
    /// <summary>CPU usage in cores.</summary>
    public static string Cpu(PrometheusOptions options) => $"rate({options.CpuMetric}{{{Selector(options)}}}[{options.HistoryResolutionText}])";

    /// <summary>Memory usage in bytes.</summary>
    public static string Memory(PrometheusOptions options) => $"{options.MemoryMetric}{{{Selector(options)}}}";

    private static string Selector(PrometheusOptions options)
    {
        var job = options.CadvisorJob.Length == 0 ? "" : $"job={Quoted(options.CadvisorJob)}, ";
        var @namespace = options.Namespace.Length == 0 ? "" : $", {options.ContainerNamespaceLabel}={Quoted(options.Namespace)}";
        return $"""{job}{options.ContainerPodLabel}=~".+", {options.ContainerNameLabel}!="POD", {options.ContainerNameLabel}!=""{@namespace}""";
    }

    private static string Quoted(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
