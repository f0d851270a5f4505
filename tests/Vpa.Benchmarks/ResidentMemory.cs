using System.Globalization;

namespace Vpa.Benchmarks;

/// <summary>What the kernel says of this process's memory.</summary>
internal static class ResidentMemory
{
    /// <summary>The most it ever had, in MiB.</summary>
    public static double PeakMiB()
    {
        const string Field = "VmHWM:";
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }
}
