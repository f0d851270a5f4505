namespace Vpa.Host.Flags;

/// <summary>What the log shows of values that hold secrets (R162, unlike Q37).</summary>
internal static class SecretText
{
    private const string Masked = "***";

    /// <summary>Nothing of a secret, but whether there is one.</summary>
    public static string Whole(string text) => text.Length == 0 ? "" : Masked;

    /// <summary>An address without the credentials that may stand before its host.</summary>
    public static string InAddress(string text)
    {
        // Up to the last @, even where none should be: a password may hold any character.
        var start = text.IndexOf("//", StringComparison.Ordinal) is >= 0 and var slashes ? slashes + 2 : 0;
        var end = text.LastIndexOf('@');
        return end < start ? text : string.Concat(text.AsSpan(0, start), Masked, text.AsSpan(end));
    }
}
