using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Vpa.Domain.Quantities;

/// <summary>
/// A duration in the notation of the flags: <c>90s</c>, <c>1h30m</c>, <c>1m0s</c>, <c>1.5h</c>; units are <c>ns us ms s m h</c>, there
/// are no days (R162).
/// </summary>
/// <param name="Nanoseconds">The length in nanoseconds.</param>
public readonly record struct GoDuration(long Nanoseconds)
{
    private const int MaxLength = 64;
    private const int MaxDigits = 24;
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

    /// <summary>The duration of a time span; spans beyond 292 years are cut to that.</summary>
    public static GoDuration FromTimeSpan(TimeSpan span) =>
        new((long)Int128.Clamp((Int128)span.Ticks * TimeSpan.NanosecondsPerTick, long.MinValue, long.MaxValue));

    /// <summary>The duration as a time span, cut towards zero to whole 100 nanoseconds.</summary>
    public TimeSpan ToTimeSpan() => new(Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>Reads a duration; false for anything outside the notation or beyond 292 years.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out GoDuration duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        var negative = text[0] == '-';
        var rest = text.AsSpan(negative || text[0] == '+' ? 1 : 0);
        if (rest is "0")
        {
            return true;
        }

        UInt128 total = 0;
        do
        {
            if (!TryReadPart(ref rest, ref total))
            {
                return false;
            }
        }
        while (!rest.IsEmpty);

        var limit = (UInt128)long.MaxValue + (negative ? 1u : 0u);
        if (total > limit)
        {
            return false;
        }

        duration = new(negative ? (long)-(Int128)total : (long)total);
        return true;
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is no duration; the message names it.</exception>
    public static GoDuration Parse(string text) => TryParse(text, out var duration)
        ? duration
        : throw new FormatException($"'{text}' is no duration such as 90s, 1m30s or 24h");

    /// <summary>The canonical text: hours, minutes and seconds from the largest needed, or a fraction of a second in its own unit.</summary>
    public override string ToString()
    {
        var magnitude = (ulong)Int128.Abs(Nanoseconds);
        if (magnitude == 0)
        {
            return "0s";
        }

        var text = new StringBuilder(Nanoseconds < 0 ? "-" : "");
        if (magnitude < Second)
        {
            var (scale, unit) = magnitude < 1_000 ? (1ul, "ns") : magnitude < 1_000_000 ? (1_000ul, "\u00b5s") : (1_000_000ul, "ms");
            return AppendDecimal(text, magnitude, scale).Append(unit).ToString();
        }

        if (magnitude >= Hour)
        {
            text.Append(CultureInfo.InvariantCulture, $"{magnitude / Hour}h");
        }

        if (magnitude >= Minute)
        {
            text.Append(CultureInfo.InvariantCulture, $"{magnitude % Hour / Minute}m");
        }

        return AppendDecimal(text, magnitude % Minute, Second).Append('s').ToString();
    }

    private static StringBuilder AppendDecimal(StringBuilder text, ulong value, ulong scale)
    {
        text.Append(CultureInfo.InvariantCulture, $"{value / scale}");
        if (value % scale is var rest and not 0)
        {
            var places = scale.ToString(CultureInfo.InvariantCulture).Length - 1;
            text.Append('.').Append(rest.ToString(CultureInfo.InvariantCulture).PadLeft(places, '0').TrimEnd('0'));
        }

        return text;
    }

    /// <summary>Reads one number with its unit and adds it to the total.</summary>
    private static bool TryReadPart(ref ReadOnlySpan<char> rest, ref UInt128 total)
    {
        UInt128 digits = 0;
        var (position, places, count) = (0, -1, 0);
        for (; position < rest.Length && (char.IsAsciiDigit(rest[position]) || (rest[position] == '.' && places < 0)); position++)
        {
            if (rest[position] == '.')
            {
                places = 0;
            }
            else if (++count <= MaxDigits)
            {
                digits = (digits * 10) + (uint)(rest[position] - '0');
                places += places >= 0 ? 1 : 0;
            }
            else if (places < 0)
            {
                return false;
            }
        }

        var unitStart = position;
        while (position < rest.Length && rest[position] != '.' && !char.IsAsciiDigit(rest[position]))
        {
            position++;
        }

        if (count == 0 || UnitNanoseconds(rest[unitStart..position]) is not { } unit || digits > UInt128.MaxValue / unit)
        {
            return false;
        }

        UInt128 divisor = 1;
        for (var i = 0; i < places; i++)
        {
            divisor *= 10;
        }

        total += digits * unit / divisor;
        rest = rest[position..];
        return total <= (UInt128)long.MaxValue + 1;
    }

    private static ulong? UnitNanoseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "\u00b5s" or "\u03bcs" => 1_000,
        "ms" => 1_000_000,
        "s" => (ulong)Second,
        "m" => (ulong)Minute,
        "h" => (ulong)Hour,
        _ => null,
    };
}
