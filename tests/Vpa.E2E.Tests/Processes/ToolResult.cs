namespace Vpa.E2E.Tests.Processes;

/// <summary>What one run of a tool left behind.</summary>
internal sealed record ToolResult(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>The output, when the command succeeded.</summary>
    /// <exception cref="InvalidOperationException">It did not; the message has all it printed.</exception>
    public string Expected() => ExitCode == 0 ? Output : throw new InvalidOperationException(ToString());

    public override string ToString() => $"{CommandLine}: exit code {ExitCode}\n{Output}{Error}";
}
