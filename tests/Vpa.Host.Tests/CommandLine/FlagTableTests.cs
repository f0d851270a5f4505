using System.Runtime.CompilerServices;
using Vpa.Host.CommandLine;

namespace Vpa.Host.Tests.CommandLine;

public class FlagTableTests
{
    [Fact]
    public void The_flag_tables_of_the_documentation_are_current()
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src/Vpa.Host/FLAGS.md"));
        var current = FlagTable.Print(VpaCommandLine.Build(TextWriter.Null));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 })
        {
            File.WriteAllText(path, current);
        }

        Assert.Equal(File.ReadAllText(path), current);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
