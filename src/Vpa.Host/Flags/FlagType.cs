namespace Vpa.Host.Flags;

/// <summary>How a kind of value is read from text and shown.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Name">The kind's name in help and tables.</param>
/// <param name="Expected">What a legal text looks like, for error messages.</param>
/// <param name="TryParse">Reads a text.</param>
/// <param name="Print">Shows a value as a person would type it.</param>
internal sealed record FlagType<T>(string Name, string Expected, FlagType<T>.Parser TryParse, Func<T, string> Print)
{
    /// <summary>What the texts of a flag that is given several times are joined by, to be read as one; null where the last one counts.</summary>
    public char? Separator { get; init; }

    /// <summary>Reads a text; false when it is not legal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value read.</param>
    internal delegate bool Parser(string text, out T value);
}
