namespace Vpa.E2E.Tests.Processes;

/// <summary>The program under test: the one this project was built with, or another that <c>VPA_PROGRAM</c> names, such as a published one.</summary>
internal static class VpaProgram
{
    private const string Variable = "VPA_PROGRAM";

    private static readonly string? Named = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>The file to execute.</summary>
    public static string File { get; } = Named ?? (Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet");

    /// <summary>What precedes the role on its command line.</summary>
    public static string[] FirstArguments { get; } = Named is null ? [Path.Combine(AppContext.BaseDirectory, "vpa.dll")] : [];
}
