using System.CommandLine;

namespace Vpa.Host.Flags;

/// <summary>A flag as the flag tables and the reader see it.</summary>
internal interface IFlag
{
    /// <summary>The name without dashes in front, for example <c>recommender-interval</c>.</summary>
    string Name { get; }

    /// <summary>The kind of value, in the words of the flag tables.</summary>
    string TypeName { get; }

    /// <summary>The default as a person would type it; empty when there is none.</summary>
    string DefaultText { get; }

    /// <summary>What the flag does, in one sentence.</summary>
    string Description { get; }

    /// <summary>The option of the command line.</summary>
    Option Option { get; }

    /// <summary>The value in force as it may be logged: secrets are masked.</summary>
    string Shown(FlagValues values);

    /// <summary>Reads a text; null when it is legal, else what is wrong with it.</summary>
    string? Check(string text);
}
