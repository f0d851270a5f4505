using System.Diagnostics;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>Runs the real kubectl with a kubeconfig and a discovery cache of its own.</summary>
internal sealed class Kubectl : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kubectl-");

    public Kubectl(string kubeconfig) => File.WriteAllText(Path.Combine(_directory.FullName, "config"), kubeconfig);

    /// <summary>Where kubectl is, or null when there is none on PATH.</summary>
    public static string? Location { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(d => d.Length > 0).Select(d => Path.Combine(d, "kubectl")).FirstOrDefault(File.Exists);

    public string WriteFile(string name, string content)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Runs a command and answers what it wrote to standard output; fails the test when its exit code is not as expected.</summary>
    public async Task<string> RunAsync(string arguments, int exitCode = 0)
    {
        var start = new ProcessStartInfo(Location!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--kubeconfig=" + Path.Combine(_directory.FullName, "config"));
        start.ArgumentList.Add("--cache-dir=" + Path.Combine(_directory.FullName, "cache"));
        foreach (var argument in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        var text = await output;
        Assert.True(process.ExitCode == exitCode, $"kubectl {arguments} ended with {process.ExitCode}: {text}{await errors}");
        return exitCode == 0 ? text : text + await errors;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
