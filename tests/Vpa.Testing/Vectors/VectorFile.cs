using System.Text.Json.Nodes;

namespace Vpa.Testing.Vectors;

/// <summary>The files of expected results exported from upstream, in the folder VPA_VECTORS or else in the repository's tests/vectors.</summary>
public static class VectorFile
{
    /// <summary>The cases of a file.</summary>
    /// <exception cref="InvalidOperationException">The file is missing or has no cases.</exception>
    public static JsonArray Cases(string name)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("VPA_VECTORS") ?? InRepository(), name);
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"There is no vector file {path}.");
        }

        var cases = JsonNode.Parse(File.ReadAllBytes(path))?["cases"]?.AsArray();
        return cases is { Count: > 0 } ? cases : throw new InvalidOperationException($"The vector file {path} has no cases.");
    }

    private static string InRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vpa.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "vectors");
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has Vpa.sln.");
    }
}
