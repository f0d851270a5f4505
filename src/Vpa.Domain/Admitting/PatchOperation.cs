using System.Collections.Immutable;

namespace Vpa.Domain.Admitting;

/// <summary>
/// One <c>add</c> operation of a JSON patch (A50). The value is a string where <see cref="Text"/> is set, otherwise an object with the
/// string members <see cref="Members"/>, none of them for <c>{}</c>.
/// </summary>
/// <param name="Path">The JSON pointer, escaped.</param>
/// <param name="Text">The value, if it is a string.</param>
/// <param name="Members">The members of the value, if it is an object.</param>
public sealed record PatchOperation(string Path, string? Text, ImmutableArray<KeyValuePair<string, string>> Members)
{
    /// <summary>Adds or replaces a string.</summary>
    public static PatchOperation AddText(string path, string text) => new(path, text, []);

    /// <summary>Adds an empty object.</summary>
    public static PatchOperation AddObject(string path) => new(path, null, []);

    /// <summary>Adds an object with one string member.</summary>
    public static PatchOperation AddObject(string path, string member, string value) => new(path, null, [new(member, value)]);
}
