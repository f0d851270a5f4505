namespace Vpa.Host.Flags;

/// <summary>A value that was read from the command line. It is wrapped so that the parser library treats all kinds alike: it would pass over a
/// boolean's text that it cannot read itself, and the error would not name the flag.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Value">The value.</param>
internal sealed record FlagValue<T>(T Value);
