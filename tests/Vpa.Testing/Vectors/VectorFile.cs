using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vpa.Testing.Vectors;

/// <summary>
/// The vector files: inputs and expected results exported from the upstream implementation. They are read from the folder that the environment
/// variable <c>VPA_VECTORS</c> names, else from <c>tests/vectors</c> of the repository.
/// </summary>
public static class VectorFile
{
    private const string FolderVariable = "VPA_VECTORS";
    private const int ShownFailures = 10;

    /// <summary>The folder in use.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : Path.Combine(RepositoryRoot, "tests", "vectors");

    private static string RepositoryRoot
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Vpa.sln")))
                {
                    return folder.FullName;
                }
            }

            throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Vpa.sln; name the vectors' folder by {FolderVariable}.");
        }
    }

    /// <summary>The cases of a file.</summary>
    /// <exception cref="InvalidDataException">The file holds no cases.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IReadOnlyList<JsonElement> Load(string name)
    {
        var path = Path.Combine(Folder, name);
        using var stream = File.OpenRead(path);
        using var document = JsonDocument.Parse(stream);
        JsonElement[] cases = document.RootElement.TryGetProperty("cases", out var array) && array.ValueKind is JsonValueKind.Array
            ? [.. array.Clone().EnumerateArray()]
            : [];
        return cases.Length > 0 ? cases : throw new InvalidDataException($"{path} holds no cases.");
    }

    /// <summary>The cases of a file, as nodes that can be changed.</summary>
    /// <exception cref="InvalidDataException">The file holds no cases.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static JsonArray Cases(string name) => [.. Load(name).Select(c => JsonNode.Parse(c.GetRawText()))];

    /// <summary>
    /// Runs a check over all cases of a file, prints how many there were, and fails with the cases that did not pass.
    /// </summary>
    /// <param name="name">The file.</param>
    /// <param name="print">Where the number of cases goes, beside the console.</param>
    /// <param name="check">Throws when a case does not match.</param>
    public static void Check(string name, Action<string> print, Action<JsonElement> check)
    {
        var cases = Load(name);
        var failures = new StringBuilder();
        var failed = 0;
        for (var i = 0; i < cases.Count; i++)
        {
            try
            {
                check(cases[i]);
            }
            catch (Exception exception)
            {
                // Every case is tried, so that a failure shows how many are concerned.
                if (++failed <= ShownFailures)
                {
                    failures.AppendLine($"case {i}: {exception.GetType().Name}: {exception.Message}");
                }
            }
        }

        var summary = $"{name}: {cases.Count} cases, {cases.Count - failed} match";
        print(summary);
        Console.WriteLine(summary);
        if (failed > 0)
        {
            throw new InvalidDataException($"{summary}{Environment.NewLine}{failures}");
        }
    }
}
