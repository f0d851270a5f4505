using System.CommandLine;
using System.CommandLine.Parsing;

namespace Vpa.Host.Flags;

/// <summary>One flag: the same text rules hold for the command line, the environment and appsettings.</summary>
/// <typeparam name="T">The value's type.</typeparam>
internal sealed class Flag<T> : IFlag
{
    private readonly FlagType<T> _type;

    /// <summary>Defines a flag.</summary>
    public Flag(string name, FlagType<T> type, T defaultValue, string description, params string[] aliases)
    {
        Name = name;
        _type = type;
        Default = defaultValue;
        Description = description;
        Option = new Option<FlagValue<T>>("--" + name, aliases)
        {
            Description = DefaultText.Length == 0 ? description : $"{description} [default: {DefaultText}]",
            HelpName = type.Name,
            // A flag may be given again, as the chart's extraArgs do with what the chart gives itself.
            Arity = MayStandAlone ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = ParseArgument,
        };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string TypeName => _type.Name;

    /// <inheritdoc/>
    public string DefaultText => _type.Print(Default);

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>The value in force when nobody gives one.</summary>
    public T Default { get; }

    /// <summary>The option of the command line.</summary>
    public Option<FlagValue<T>> Option { get; }

    /// <summary>Masks what is secret in a value's text; null when nothing is.</summary>
    public Func<string, string>? Mask { get; init; }

    Option IFlag.Option => Option;

    /// <inheritdoc/>
    public string Shown(FlagValues values) => Mask is null ? _type.Print(values.Of(this)) : Mask(_type.Print(values.Of(this)));

    /// <inheritdoc/>
    public string? Check(string text) => _type.TryParse(text, out _) ? null : $"'{text}' is not {_type.Expected}";

    /// <summary>The value of a flag that stands alone: true, of a boolean.</summary>
    public T Alone => Read(bool.TrueString);

    /// <summary>Reads a legal text.</summary>
    public T Read(string text) => _type.TryParse(text, out var value) ? value : throw new FormatException($"{Name}: {Check(text)}");

    // A boolean may stand alone, which means true (R162).
    private static bool MayStandAlone => typeof(T) == typeof(bool);

    // As with upstream's flags, a bad text is an error even where a later one would count.
    private FlagValue<T>? ParseArgument(ArgumentResult result)
    {
        var texts = result.Tokens.Select(t => t.Value).ToList();
        var error = texts.Select(Check).FirstOrDefault(e => e is not null);
        if (error is not null)
        {
            result.AddError($"invalid value for --{Name}: {error}");
            return null;
        }

        if (!MayStandAlone && result.Parent is OptionResult option && option.IdentifierTokenCount > texts.Count)
        {
            result.AddError($"--{Name} is given without a value");
            return null;
        }

        return new(texts.Count == 0 ? Alone : Read(_type.Separator is { } separator ? string.Join(separator, texts) : texts[^1]));
    }
}
