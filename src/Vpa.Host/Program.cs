using Vpa.Host.CommandLine;

namespace Vpa.Host;

internal static class Program
{
    private static Task<int> Main(string[] args) => VpaCommandLine.RunAsync(args, Console.Out, Console.Error);
}
