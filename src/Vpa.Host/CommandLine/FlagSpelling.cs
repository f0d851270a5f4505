namespace Vpa.Host.CommandLine;

/// <summary>Spellings of flags that upstream's command lines may use.</summary>
internal static class FlagSpelling
{
    /// <summary>
    /// Reads underscores in flag names as dashes (R162, U1), and <c>--name=</c> as an empty value, which the parser takes only as an argument of its own. Values and
    /// everything after <c>--</c> stay as they are.
    /// </summary>
    public static string[] Normalise(IEnumerable<string> args)
    {
        var rest = false;
        return [.. args.SelectMany(arg =>
        {
            rest |= arg == "--";
            return rest || !arg.StartsWith("--", StringComparison.Ordinal) ? [arg] : Spelt(arg);
        })];
    }

    private static string[] Spelt(string arg)
    {
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? arg : arg[..equals]).Replace('_', '-');
        return equals < 0 ? [name] : equals == arg.Length - 1 ? [name, ""] : [name + arg[equals..]];
    }
}
