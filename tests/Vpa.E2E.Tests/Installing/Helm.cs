using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>Runs helm (from the variable HELM, else from PATH) on the chart of the repository.</summary>
internal static class Helm
{
    public const string Release = "vpa";

    private static readonly string? Binary = Tool.Find("HELM", "helm");

    public static string Chart { get; } = Path.Combine(Manifests.Root, "deploy", "charts", "vertical-pod-autoscaler");

    /// <summary>Skips the calling test when there is no helm.</summary>
    public static void Require() => Skip.If(Binary is null, "no helm: not on PATH and not named by HELM");

    public static Task<ToolResult> LintAsync(JsonObject values) => RunAsync(["lint", Chart, "--strict", "--values", "-"], values);

    /// <summary>Renders the chart with the values over its defaults.</summary>
    public static Task<ToolResult> TemplateAsync(JsonObject values, string ns = "kube-system", params string[] flags) =>
        RunAsync(["template", Release, Chart, "--namespace", ns, "--values", "-", .. flags], values);

    /// <summary>Runs helm with values on its standard input, against the cluster of the kubeconfig if there is one.</summary>
    public static Task<ToolResult> RunAsync(string[] arguments, JsonObject values, string kubeconfig = "/dev/null") =>
        Tool.RunAsync(Binary!, arguments, values.ToJsonString(), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = kubeconfig,
            // Nothing of the user's own: neither plug-ins nor a cache.
            ["HELM_CACHE_HOME"] = Path.Combine(Path.GetTempPath(), "vpa-helm", "cache"),
            ["HELM_CONFIG_HOME"] = Path.Combine(Path.GetTempPath(), "vpa-helm", "config"),
            ["HELM_DATA_HOME"] = Path.Combine(Path.GetTempPath(), "vpa-helm", "data"),
        });
}
