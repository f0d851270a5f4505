namespace Vpa.E2E.Tests.Processes;

internal static class Programs
{
    /// <summary>Looks for a program on PATH; null when it is not there.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
