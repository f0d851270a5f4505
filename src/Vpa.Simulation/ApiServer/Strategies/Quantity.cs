using System.Globalization;

namespace Vpa.Simulation.ApiServer;

/// <summary>Values of resource quantities, for comparing them.</summary>
internal static class Quantity
{
    private static readonly Dictionary<string, decimal> Suffixes = new(StringComparer.Ordinal)
    {
        [""] = 1m,
        ["n"] = 1e-9m,
        ["u"] = 1e-6m,
        ["m"] = 1e-3m,
        ["k"] = 1e3m,
        ["M"] = 1e6m,
        ["G"] = 1e9m,
        ["T"] = 1e12m,
        ["P"] = 1e15m,
        ["E"] = 1e18m,
        ["Ki"] = 1024m,
        ["Mi"] = 1024m * 1024,
        ["Gi"] = 1024m * 1024 * 1024,
        ["Ti"] = 1024m * 1024 * 1024 * 1024,
        ["Pi"] = 1024m * 1024 * 1024 * 1024 * 1024,
        ["Ei"] = 1024m * 1024 * 1024 * 1024 * 1024 * 1024,
    };

    /// <summary>Reads digits with an optional sign, fraction, and suffix or decimal exponent. False for anything else or out of range.</summary>
    public static bool TryParse(string text, out decimal value)
    {
        value = 0;
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.' || (digits == 0 && text[0] is '+' or '-')))
        {
            digits++;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text.AsSpan(0, digits), Style, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var suffix = text[digits..];
        try
        {
            if (Suffixes.TryGetValue(suffix, out var factor))
            {
                value = number * factor;
                return true;
            }

            return suffix is ['e' or 'E', _, ..]
                && decimal.TryParse(text, Style | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
