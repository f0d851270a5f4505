using System.Diagnostics;

namespace Vpa.E2E.Tests.Processes;

/// <summary>Runs kubectl (from the variable KUBECTL, else from PATH) with one kubeconfig and a deadline.</summary>
internal sealed class Kubectl(string kubeconfigPath)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The binary used; null when there is none.</summary>
    public static string? Binary { get; } = Find();

    public static string MissingReason => "no kubectl: not on PATH and not named by KUBECTL";

    public Task<KubectlResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Applies a manifest given as text.</summary>
    public Task<KubectlResult> ApplyAsync(string manifest) => RunAsync(manifest, ["apply", "-f", "-"]);

    /// <summary>Runs kubectl with <paramref name="input"/> on its standard input.</summary>
    public async Task<KubectlResult> RunAsync(string? input, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Binary ?? throw new InvalidOperationException(MissingReason), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfigPath;
        // Discovery is cached below the home folder; test clusters share addresses over time, so each gets its own.
        start.Environment["KUBECACHEDIR"] = kubeconfigPath + ".cache";
        using var process = Process.Start(start)!;
        ProcessReaper.Watch(process.Id);
        using var timeout = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(timeout.Token);
            return new KubectlResult("kubectl " + string.Join(' ', arguments), process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"kubectl {string.Join(' ', arguments)} did not end within {Deadline}.", e);
        }
        finally
        {
            ProcessReaper.Forget(process.Id);
        }
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("KUBECTL");
        return !string.IsNullOrEmpty(named)
            ? File.Exists(named) ? named : null
            : Programs.Find("kubectl");
    }
}
