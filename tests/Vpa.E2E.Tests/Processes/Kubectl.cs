namespace Vpa.E2E.Tests.Processes;

/// <summary>Runs kubectl (from the variable KUBECTL, else from PATH) with one kubeconfig and a deadline.</summary>
internal sealed class Kubectl(string kubeconfigPath)
{
    /// <summary>The binary used; null when there is none.</summary>
    public static string? Binary { get; } = Tool.Find("KUBECTL", "kubectl");

    public static string MissingReason => "no kubectl: not on PATH and not named by KUBECTL";

    public Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Applies a manifest given as text.</summary>
    public Task<ToolResult> ApplyAsync(string manifest) => RunAsync(manifest, ["apply", "-f", "-"]);

    /// <summary>Runs kubectl with <paramref name="input"/> on its standard input.</summary>
    public Task<ToolResult> RunAsync(string? input, IReadOnlyList<string> arguments) =>
        Tool.RunAsync(Binary ?? throw new InvalidOperationException(MissingReason), arguments, input, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = kubeconfigPath,
            // Discovery is cached below the home folder; test clusters share addresses over time, so each gets its own.
            ["KUBECACHEDIR"] = kubeconfigPath + ".cache",
        });
}
