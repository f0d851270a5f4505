using System.Globalization;
using System.Text.RegularExpressions;

namespace Vpa.Simulation.Usage;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>15.3s</c>.</summary>
internal static partial class DurationText
{
    /// <summary>Reads hours, minutes, seconds and milliseconds, in that order, each at most once.</summary>
    public static bool TryRead(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Pattern().Match(text);
        if (text.Length == 0 || !match.Success)
        {
            return false;
        }

        double Part(string group) =>
            match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;
        duration = TimeSpan.FromSeconds((Part("h") * 3600) + (Part("m") * 60) + Part("s") + (Part("ms") / 1000));
        return true;
    }

    /// <summary>Prints with milliseconds, as Go does: <c>15.3s</c>, <c>1m0.25s</c>, <c>1h0m0s</c>.</summary>
    public static string Print(TimeSpan duration)
    {
        var seconds = (duration.TotalSeconds % 60).ToString("0.###", CultureInfo.InvariantCulture) + "s";
        var minutes = (long)duration.TotalMinutes;
        return minutes == 0 ? seconds
            : minutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}h{minutes % 60}m{seconds}");
    }

    [GeneratedRegex(
        @"^((?<h>\d{1,6}(\.\d{1,9})?)h)?((?<m>\d{1,7}(\.\d{1,9})?)m)?((?<s>\d{1,9}(\.\d{1,9})?)s)?((?<ms>\d{1,9}(\.\d{1,9})?)ms)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex Pattern();
}
