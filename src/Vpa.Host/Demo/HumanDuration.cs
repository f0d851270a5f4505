using System.Globalization;

namespace Vpa.Host.Demo;

/// <summary>Durations as kubectl prints ages: <c>45s</c>, <c>3m12s</c>, <c>5h</c>, <c>2d</c>.</summary>
internal static class HumanDuration
{
    /// <summary>Prints a duration; a negative one counts as none.</summary>
    public static string Of(TimeSpan span)
    {
        var seconds = Math.Max(0, (long)span.TotalSeconds);
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < 120 => Unit(seconds, 's'),
            _ when minutes < 10 => Unit(minutes, 'm') + Rest(seconds % 60, 's'),
            _ when minutes < 180 => Unit(minutes, 'm'),
            _ when hours < 8 => Unit(hours, 'h') + Rest(minutes % 60, 'm'),
            _ when hours < 48 => Unit(hours, 'h'),
            _ when days < 8 => Unit(days, 'd') + Rest(hours % 24, 'h'),
            _ => Unit(days, 'd'),
        };
    }

    private static string Unit(long value, char unit) => value.ToString(CultureInfo.InvariantCulture) + unit;

    private static string Rest(long value, char unit) => value == 0 ? "" : Unit(value, unit);
}
