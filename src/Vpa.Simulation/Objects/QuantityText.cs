using System.Globalization;

namespace Vpa.Simulation.Objects;

/// <summary>Kubernetes quantities between text and whole nanocores or bytes.</summary>
internal static class QuantityText
{
    /// <summary>Longest text looked at; a longer one is malformed. Keeps hostile input cheap.</summary>
    private const int MaxLength = 40;

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1048576m), ("Gi", 1073741824m), ("Ti", 1099511627776m), ("Pi", 1125899906842624m),
        ("Ei", 1152921504606846976m), ("n", 1e-9m), ("u", 1e-6m), ("m", 1e-3m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m),
        ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>Whole nanocores of a CPU quantity, rounded up; null when absent, malformed, negative or too large.</summary>
    public static long? NanocoresOf(IReadOnlyDictionary<string, string>? map, string resource) =>
        map is not null && map.TryGetValue(resource, out var text) && TryRead(text, 1_000_000_000m, out var amount) ? amount : null;

    /// <summary>Whole bytes of a memory quantity, rounded up; null when absent, malformed, negative or too large.</summary>
    public static long? BytesOf(IReadOnlyDictionary<string, string>? map, string resource) =>
        map is not null && map.TryGetValue(resource, out var text) && TryRead(text, 1m, out var amount) ? amount : null;

    /// <summary>Reads a non-negative quantity in units of one <paramref name="unitsPerOne"/>-th, rounding up as Kubernetes does.</summary>
    public static bool TryRead(string text, decimal unitsPerOne, out long amount)
    {
        amount = 0;
        if (text.Length is 0 or > MaxLength || !(char.IsAsciiDigit(text[0]) || text[0] is '.' or '+'))
        {
            return false;
        }

        var (digits, factor) = SplitSuffix(text);
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
        if (!decimal.TryParse(digits, Plain, CultureInfo.InvariantCulture, out var number) || number < 0)
        {
            return false;
        }

        try
        {
            amount = (long)Math.Ceiling(number * factor * unitsPerOne);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>CPU as metrics-server prints it: the largest of <c>n</c>, <c>u</c>, <c>m</c> or none that leaves an integer.</summary>
    public static string PrintCpu(long nanocores) =>
        nanocores % 1_000 != 0 ? Print(nanocores, "n")
        : nanocores % 1_000_000 != 0 ? Print(nanocores / 1_000, "u")
        : nanocores % 1_000_000_000 != 0 ? Print(nanocores / 1_000_000, "m")
        : PrintDecimal(nanocores / 1_000_000_000);

    /// <summary>Memory as metrics-server prints it: the largest power of 1024 that leaves an integer, e.g. <c>280200Ki</c>.</summary>
    public static string PrintMemory(long bytes)
    {
        string[] suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
        var power = 0;
        while (bytes != 0 && bytes % 1024 == 0)
        {
            bytes /= 1024;
            power++;
        }

        return Print(bytes, suffixes[power]);
    }

    private static string PrintDecimal(long whole)
    {
        string[] suffixes = ["", "k", "M", "G"];
        var power = 0;
        while (whole != 0 && whole % 1000 == 0 && power < suffixes.Length - 1)
        {
            whole /= 1000;
            power++;
        }

        return Print(whole, suffixes[power]);
    }

    private static string Print(long number, string suffix) => number.ToString(CultureInfo.InvariantCulture) + suffix;

    private static (string Digits, decimal Factor) SplitSuffix(string text)
    {
        foreach (var (suffix, factor) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return (text[..^suffix.Length], factor);
            }
        }

        return (text, 1m);
    }
}
