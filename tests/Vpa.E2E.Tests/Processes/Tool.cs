using System.Diagnostics;

namespace Vpa.E2E.Tests.Processes;

/// <summary>Runs a command-line tool to its end, with a deadline.</summary>
internal static class Tool
{
    private static readonly TimeSpan UsualDeadline = TimeSpan.FromSeconds(60);

    /// <summary>The path in an environment variable, else the program of that name on PATH; null when there is none.</summary>
    public static string? Find(string variable, string name)
    {
        var named = Environment.GetEnvironmentVariable(variable);
        return !string.IsNullOrEmpty(named) ? File.Exists(named) ? named : null : Programs.Find(name);
    }

    /// <summary>Runs it with <paramref name="input"/> on its standard input and returns what it printed.</summary>
    /// <param name="binary">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">For its standard input; null is nothing.</param>
    /// <param name="environment">Variables that it gets beside those of this process.</param>
    /// <param name="deadline">How long it may take; null is a minute.</param>
    /// <exception cref="TimeoutException">It did not end; it was killed.</exception>
    public static async Task<ToolResult> RunAsync(
        string binary, IReadOnlyList<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? deadline = null)
    {
        var commandLine = $"{Path.GetFileName(binary)} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo(binary, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        ProcessReaper.Watch(process.Id);
        using var timeout = new CancellationTokenSource(deadline ?? UsualDeadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(timeout.Token);
            return new ToolResult(commandLine, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{commandLine} did not end within {deadline ?? UsualDeadline}.", e);
        }
        finally
        {
            ProcessReaper.Forget(process.Id);
        }
    }
}
