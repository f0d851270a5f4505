using System.CommandLine;
using System.CommandLine.Invocation;

namespace Vpa.Host.CommandLine;

/// <summary>Prints the program's version and nothing else.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ProgramVersion.Text);
        return ExitCodes.Success;
    }
}
