using System.CommandLine;
using Vpa.Host.Flags;

namespace Vpa.Host.CommandLine;

/// <summary>A subcommand that runs a role until it is told to stop, or a tool to its end.</summary>
internal sealed class RoleCommand : Command
{
    private readonly IReadOnlyList<IFlag> _flags;
    private readonly Func<FlagValues, CancellationToken, Task<int>> _run;

    /// <summary>Defines a subcommand; of flags with the same name the first counts.</summary>
    public RoleCommand(
        string name, string description, IEnumerable<IFlag> flags, Func<FlagValues, CancellationToken, Task<int>> run, params IEnumerable<Argument> arguments)
        : base(name, description)
    {
        foreach (var argument in arguments)
        {
            Arguments.Add(argument);
        }

        _flags = [.. flags.DistinctBy(f => f.Name)];
        _run = run;
        foreach (var flag in _flags)
        {
            Options.Add(flag.Option);
        }

        SetAction(RunAsync);
    }

    /// <summary>The flags, for the flag tables.</summary>
    public IReadOnlyList<IFlag> Flags => _flags;

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var values = new FlagValues(parsed, BuildConfiguration()) { All = _flags };
        var errors = values.Errors(_flags);
        return errors.Count > 0 ? throw new UsageException(errors) : _run(values, cancellationToken);
    }

    private static IConfigurationRoot BuildConfiguration() => new ConfigurationBuilder()
        .SetBasePath(AppContext.BaseDirectory)
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables(FlagValues.EnvironmentPrefix)
        .Build();
}
