namespace Vpa.Domain.Quantities;

/// <summary>
/// Durations as Prometheus writes them: whole numbers with the units y, w, d, h, m, s, ms, each at most once and in this order, such as <c>8d</c> or
/// <c>1h30m</c>; or <c>0</c> (R137). A year has 365 days.
/// </summary>
public static class PrometheusDuration
{
    private const int MaxDigits = 18;

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("y", 365 * TimeSpan.TicksPerDay), ("w", 7 * TimeSpan.TicksPerDay), ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration; false when the text is none, or more than 292 years as in Prometheus.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0")
        {
            return true;
        }

        var next = 0;
        Int128 ticks = 0;
        var rest = text;
        while (!rest.IsEmpty)
        {
            if (!TryTakeNumber(ref rest, out var number) || !TryTakeUnit(ref rest, ref next, out var unit))
            {
                return false;
            }

            ticks += (Int128)number * unit;
        }

        duration = new((long)Int128.Min(ticks, long.MaxValue));
        return !text.IsEmpty && ticks <= long.MaxValue / TimeSpan.NanosecondsPerTick;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out long number)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        number = 0;
        if (length is < 1 or > MaxDigits)
        {
            return false;
        }

        foreach (var digit in rest[..length])
        {
            number = (number * 10) + (digit - '0');
        }

        rest = rest[length..];
        return true;
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<char> rest, ref int next, out long ticks)
    {
        var end = rest.IndexOfAnyInRange('0', '9');
        var unit = end < 0 ? rest : rest[..end];
        for (var i = next; i < Units.Length; i++)
        {
            if (unit.SequenceEqual(Units[i].Unit))
            {
                (next, ticks) = (i + 1, Units[i].Ticks);
                rest = rest[unit.Length..];
                return true;
            }
        }

        ticks = 0;
        return false;
    }
}
