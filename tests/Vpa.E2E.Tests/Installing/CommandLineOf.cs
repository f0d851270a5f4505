using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Vpa.Host.CommandLine;
using Vpa.Host.Flags;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The command line of a Deployment's one container, as the program reads it.</summary>
internal sealed class CommandLineOf
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    public CommandLineOf(JsonNode deployment)
    {
        var arguments = FlagSpelling.Normalise(RenderedManifest.Texts(RenderedManifest.Container(deployment)["args"]));
        var parsed = VpaCommandLine.Build(TextWriter.Null).Parse(arguments);
        Command = parsed.CommandResult.Command as RoleCommand ?? throw new InvalidDataException($"No role: {string.Join(' ', arguments)}");
        Errors = [.. parsed.Errors.Select(e => e.Message), .. new FlagValues(parsed, new ConfigurationBuilder().Build()).Errors(Command.Flags)];
        Role = arguments[0];
        foreach (var parts in arguments.Skip(1).Select(a => a.TrimStart('-').Split('=', 2)))
        {
            _given[parts[0]] = parts.Length > 1 ? parts[1] : "true"; // the last one counts
        }
    }

    public string Role { get; }

    public RoleCommand Command { get; }

    /// <summary>What the program would say of it; empty when it is understood.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>The flags that were given another value than their default, sorted.</summary>
    public IReadOnlyList<string> Effective =>
        [.. _given.Where(g => Flag(g.Key).DefaultText != g.Value).Select(g => $"--{g.Key}={g.Value}").Order(StringComparer.Ordinal)];

    /// <summary>The flags that were given.</summary>
    public IEnumerable<string> Given => _given.Select(g => $"--{g.Key}={g.Value}");

    /// <summary>The text of a flag's value in force.</summary>
    public string Value(string flag) => _given.GetValueOrDefault(flag) ?? Flag(flag).DefaultText;

    public bool Has(string flag) => Command.Flags.Any(f => f.Name == flag);

    private IFlag Flag(string name) => Command.Flags.Single(f => f.Name == name);
}
