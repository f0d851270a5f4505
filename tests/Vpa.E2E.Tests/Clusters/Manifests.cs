namespace Vpa.E2E.Tests.Clusters;

/// <summary>Where the repository's manifests are.</summary>
internal static class Manifests
{
    /// <summary>The repository's root: the nearest folder above the tests' output that holds <c>Vpa.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    public static string Folder(string name) => Path.Combine(Root, "deploy", name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vpa.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Vpa.sln.");
    }
}
