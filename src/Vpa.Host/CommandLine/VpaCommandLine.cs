using System.CommandLine;
using System.CommandLine.Parsing;
using Vpa.Host.Demo;
using Vpa.Host.Flags;
using Vpa.Host.History;
using Vpa.Host.Roles;
using Vpa.Recommender.Ports;

namespace Vpa.Host.CommandLine;

/// <summary>The program's command line: one subcommand a role.</summary>
internal static class VpaCommandLine
{
    /// <summary>Runs the program and returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = Build(output);
        var parsed = root.Parse(FlagSpelling.Normalise(args));
        if (parsed.Errors.Count > 0)
        {
            return await RefuseAsync(root, parsed, error).ConfigureAwait(false);
        }

        try
        {
            // Signals belong to the role, which finishes what is in flight; hence no termination handling here.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            }).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            await WriteErrorsAsync(error, e.Errors).ConfigureAwait(false);
            return ExitCodes.Failure;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or HistoryUnavailableException)
        {
            await WriteErrorsAsync(error, [e.Message]).ConfigureAwait(false);
            return ExitCodes.Failure;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect: all there is to know goes into the report that somebody will file.
            await WriteErrorsAsync(error, [$"unexpected error: {e}"]).ConfigureAwait(false);
            return ExitCodes.Failure;
        }
    }

    /// <summary>The whole command line, for the program and for the flag tables.</summary>
    public static RootCommand Build(TextWriter output)
    {
        var shared = new SharedFlags();
        var recommender = new RecommenderFlags();
        var updater = new UpdaterFlags();
        var admission = new AdmissionFlags();
        var demo = new DemoFlags();
        var root = new RootCommand("Vertical Pod Autoscaler: recommends, applies and explains the CPU and memory requests of pods.")
        {
            new RoleCommand("recommender", "Turn usage into recommendations and write them into the status of VPAs.",
                [.. recommender.All, .. shared.All], new RecommenderRole(shared, recommender).RunAsync),
            new RoleCommand("updater", "Evict pods whose requests are off, within their eviction budget.",
                [.. updater.All, .. shared.All], new UpdaterRole(shared, updater).RunAsync),
            new RoleCommand("admission-controller", "Serve the mutating webhook that gives new pods the recommended requests.",
                [.. admission.All, .. shared.All], new AdmissionRole(shared, admission).RunAsync),
            new RoleCommand("all", "Run the three roles in one process, for small clusters.",
                [.. recommender.All, .. updater.All, .. admission.All, .. shared.All], new AllRoles(shared, recommender, updater, admission).RunAsync),
            new RoleCommand("demo", "Show the three roles at work on a simulated cluster; needs nothing but this program.",
                demo.All, new DemoCommand(demo, output).RunAsync),
            HistoryCommand.Build(output),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }

    private static async Task<int> RefuseAsync(RootCommand root, ParseResult parsed, TextWriter error)
    {
        await WriteErrorsAsync(error, parsed.Errors.Select(e => e.Message)).ConfigureAwait(false);
        await error.WriteLineAsync().ConfigureAwait(false);
        var path = new Stack<string>(["--help"]);
        for (var command = parsed.CommandResult; command.Parent is CommandResult parent; command = parent)
        {
            path.Push(command.Command.Name);
        }

        await root.Parse([.. path]).InvokeAsync(new InvocationConfiguration { Output = error, Error = error }).ConfigureAwait(false);
        return ExitCodes.Usage;
    }

    private static async Task WriteErrorsAsync(TextWriter error, IEnumerable<string> errors)
    {
        foreach (var message in errors)
        {
            await error.WriteLineAsync($"vpa: {message}").ConfigureAwait(false);
        }
    }
}
