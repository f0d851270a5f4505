namespace Vpa.Host.CommandLine;

/// <summary>Spellings of flags that upstream's command lines may use.</summary>
internal static class FlagSpelling
{
    /// <summary>Reads underscores in flag names as dashes (R162, U1); values and everything after <c>--</c> stay as they are.</summary>
    public static string[] Normalise(IEnumerable<string> args)
    {
        var rest = false;
        return [.. args.Select(arg =>
        {
            rest |= arg == "--";
            return rest || !arg.StartsWith("--", StringComparison.Ordinal) ? arg : WithDashes(arg);
        })];
    }

    private static string WithDashes(string arg)
    {
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? arg.Replace('_', '-') : arg[..equals].Replace('_', '-') + arg[equals..];
    }
}
