using Vpa.Domain.Policies;

namespace Vpa.Host.Flags;

/// <summary>The notation of feature gates: <c>Name=true,Other=false</c>; <c>AllAlpha</c> and <c>AllBeta</c> switch whole groups (R158).</summary>
internal static class FeatureGateText
{
    /// <summary>What a legal text looks like.</summary>
    public const string Expected = "a list such as CPUStartupBoost=true,InPlace=true (known gates: CPUStartupBoost, InPlace, PerVPAConfig, AllAlpha, AllBeta)";

    /// <summary>Reads gates. A gate named by itself wins over its group, whatever the order; of several mentions the last wins.</summary>
    public static bool TryParse(string text, out FeatureGates gates)
    {
        gates = new FeatureGates();
        var given = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !IsKnown(entry[..equals].Trim()) || !FlagTypes.Boolean.TryParse(entry[(equals + 1)..].Trim(), out var on))
            {
                return false;
            }

            given[entry[..equals].Trim()] = on;
        }

        var alpha = given.GetValueOrDefault("AllAlpha");
        gates = new FeatureGates(
            CpuStartupBoost: given.GetValueOrDefault("CPUStartupBoost", alpha),
            InPlace: given.GetValueOrDefault("InPlace", alpha),
            PerVpaConfig: given.GetValueOrDefault("PerVPAConfig", alpha));
        return true;
    }

    /// <summary>The gates that are on.</summary>
    public static string Print(FeatureGates gates) =>
        string.Join(',', Switches(gates).Where(g => g.IsOn).Select(g => g.Name + "=true"));

    private static (string Name, bool IsOn)[] Switches(FeatureGates gates) =>
        [("CPUStartupBoost", gates.CpuStartupBoost), ("InPlace", gates.InPlace), ("PerVPAConfig", gates.PerVpaConfig)];

    private static bool IsKnown(string name) => name is "AllAlpha" or "AllBeta" || Switches(new()).Any(g => g.Name == name);
}
