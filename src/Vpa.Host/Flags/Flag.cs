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
            Arity = typeof(T) == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
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

    /// <summary>Reads a legal text.</summary>
    public T Read(string text) => _type.TryParse(text, out var value) ? value : throw new FormatException($"{Name}: {Check(text)}");

    private FlagValue<T>? ParseArgument(ArgumentResult result)
    {
        // A boolean may stand alone, which means true (R162).
        var text = result.Tokens.Count == 0 ? bool.TrueString : result.Tokens[^1].Value;
        if (_type.TryParse(text, out var value))
        {
            return new(value);
        }

        result.AddError($"invalid value for --{Name}: {Check(text)}");
        return null;
    }
}
