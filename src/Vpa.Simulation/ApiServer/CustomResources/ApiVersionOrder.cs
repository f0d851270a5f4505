using System.Globalization;
using System.Text.RegularExpressions;

namespace Vpa.Simulation.ApiServer;

/// <summary>Kubernetes' order of versions: stable before beta before alpha, higher numbers first.</summary>
internal sealed partial class ApiVersionOrder : IComparer<string>
{
    public static ApiVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y) => Rank(y ?? "").CompareTo(Rank(x ?? ""));

    private static (int Stage, int Major, int Minor, string Name) Rank(string version)
    {
        var match = Pattern().Match(version);
        if (!match.Success)
        {
            return (0, 0, 0, version);
        }

        var stage = match.Groups["stage"].Value switch { "" => 3, "beta" => 2, _ => 1 };
        return (stage, Number(match.Groups["major"]), Number(match.Groups["minor"]), version);
    }

    private static int Number(Group group) => int.TryParse(group.ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^v(?<major>[0-9]{1,8})((?<stage>alpha|beta)(?<minor>[0-9]{1,8}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
