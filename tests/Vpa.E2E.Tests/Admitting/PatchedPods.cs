using System.Globalization;
using System.Text.RegularExpressions;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>How many Pods an admission controller has patched, as its metrics tell it.</summary>
internal static partial class PatchedPods
{
    /// <summary>Asks the observability server at an address.</summary>
    public static async Task<int> CountAsync(HttpClient http, Uri address)
    {
        var count = Count().Match(await http.GetStringAsync(new Uri(address, "/metrics")));
        return count.Success ? int.Parse(count.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("^vpa_admission_controller_pod_outcomes_total\\{[^}]*outcome=\"Patched\"[^}]*\\} (?<count>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Count();
}
