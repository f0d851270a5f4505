namespace Vpa.Simulation.Usage;

/// <summary>Repeatable pseudo-random values: equal inputs give equal outputs in every process and version.</summary>
internal static class SeededHash
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>A seed derived from another seed and a text (FNV-1a over UTF-16 units, then mixed).</summary>
    public static ulong Of(ulong seed, string text)
    {
        var hash = FnvOffset ^ seed;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * FnvPrime;
        }

        return Finish(hash);
    }

    /// <summary>A seed derived from another seed and a number.</summary>
    public static ulong Of(ulong seed, long number) => Finish(seed + (0x9E3779B97F4A7C15 * ((ulong)number + 1)));

    /// <summary>A number in [0, 1) from the upper 53 bits of a seed.</summary>
    public static double UnitInterval(ulong seed) => (seed >> 11) * (1.0 / (1UL << 53));

    // The finaliser of splitmix64: every input bit reaches every output bit.
    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
