using System.CommandLine;
using System.CommandLine.Parsing;

namespace Vpa.Host.Flags;

/// <summary>The values in force: the command line, then <c>VPA_...</c> of the environment, then appsettings, then the default.</summary>
/// <param name="commandLine">The parsed command line.</param>
/// <param name="configuration">Environment over appsettings, keys named like the flags.</param>
internal sealed class FlagValues(ParseResult commandLine, IConfiguration configuration)
{
    /// <summary>The prefix of environment variables: <c>VPA_RECOMMENDER_INTERVAL</c> is <c>--recommender-interval</c>.</summary>
    public const string EnvironmentPrefix = "VPA_";

    private static readonly string[] ServiceLinkSchemes = ["tcp://", "udp://", "sctp://"];

    /// <summary>The flags of the subcommand.</summary>
    public IReadOnlyList<IFlag> All { get; init; } = [];

    /// <summary>All flags with their values, as they may be logged: <c>--name="value"</c>.</summary>
    public IEnumerable<string> Shown => All.Select(f => $"--{f.Name}=\"{f.Shown(this)}\"");

    /// <summary>The value of a flag.</summary>
    public T Of<T>(Flag<T> flag)
    {
        if (commandLine.GetResult(flag.Option) is { Implicit: false })
        {
            return StandsAloneLast(flag.Option) ? flag.Alone : commandLine.GetValue(flag.Option)!.Value;
        }

        return Configured(flag.Name) is { } text ? flag.Read(text) : flag.Default;
    }

    /// <summary>The value of an argument, which can stand on the command line only.</summary>
    public T Of<T>(Argument<T> argument) => commandLine.GetRequiredValue(argument);

    /// <summary>Whether somebody gave the flag a value.</summary>
    public bool IsGiven(IFlag flag) => commandLine.GetResult(flag.Option) is { Implicit: false } || Configured(flag.Name) is not null;

    /// <summary>What is wrong with the configured texts of the given flags; empty when nothing is.</summary>
    public IReadOnlyList<string> Errors(IEnumerable<IFlag> flags) =>
    [
        .. from flag in flags
           let text = Configured(flag.Name)
           let error = text is null ? null : flag.Check(text)
           where error is not null
           select $"invalid value for {flag.Name} (environment {EnvironmentName(flag.Name)} or appsettings): {error}",
    ];

    /// <summary>The environment variable of a flag.</summary>
    public static string EnvironmentName(string flagName) => EnvironmentPrefix + flagName.Replace('-', '_').ToUpperInvariant();

    // The option's own result holds its texts only: after --flag=false --flag there is one, and not that it came first.
    private bool StandsAloneLast(Option option)
    {
        var tokens = commandLine.Tokens;
        var last = tokens.Count - 1;
        while (last >= 0 && !(tokens[last].Type == TokenType.Option && (tokens[last].Value == option.Name || option.Aliases.Contains(tokens[last].Value))))
        {
            last--;
        }

        return last >= 0 && (last == tokens.Count - 1 || tokens[last + 1].Type != TokenType.Argument);
    }

    private string? Configured(string name) =>
        (configuration[name.Replace('-', '_')] ?? configuration[name]) is { } text && !IsServiceLink(text) ? text : null;

    // Kubernetes puts VPA_WEBHOOK_PORT=tcp://10.0.0.1:443 into every pod beside the Service vpa-webhook; that is no flag.
    private static bool IsServiceLink(string text) => ServiceLinkSchemes.Any(scheme => text.StartsWith(scheme, StringComparison.Ordinal));
}
