using System.Globalization;
using Xunit.Abstractions;

namespace Vpa.E2E.Tests.Histories;

/// <summary>How long a random test runs, and its seed, which is printed.</summary>
internal static class RandomRun
{
    private static bool IsLong => Environment.GetEnvironmentVariable("VPA_LONG_TESTS") is { Length: > 0 };

    /// <summary>The random numbers and the number of rounds.</summary>
    public static (Random Random, int Rounds) Of(ITestOutputHelper output, int brief, int @long)
    {
        var seed = Environment.GetEnvironmentVariable("VPA_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var rounds = Environment.GetEnvironmentVariable("VPA_ROUNDS") is { Length: > 0 } count ? int.Parse(count, CultureInfo.InvariantCulture) : IsLong ? @long : brief;
        output.WriteLine($"seed {seed}, {rounds} rounds (VPA_SEED={seed} repeats this run, VPA_LONG_TESTS=1 makes it long, VPA_ROUNDS as long as it says)");
        return (new Random(seed), rounds);
    }
}
