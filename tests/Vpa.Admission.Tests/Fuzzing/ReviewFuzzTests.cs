using System.Globalization;
using Xunit.Abstractions;

namespace Vpa.Admission.Tests.Fuzzing;

/// <summary>Whatever bytes arrive, no exception leaves the handler and the answer is a proper one (A16, A19, A44 to A48).</summary>
public sealed class ReviewFuzzTests(ITestOutputHelper output)
{
    /// <summary>Longer runs: <c>VPA_FUZZ_ITERATIONS=10000000 VPA_FUZZ_SEED=7 dotnet test --filter ReviewFuzz</c>.</summary>
    private static int Iterations => Setting("VPA_FUZZ_ITERATIONS", 10_000);

    private static int Seed => Setting("VPA_FUZZ_SEED", 4);

    [Fact]
    public void A_review_that_is_not_damaged_is_answered()
    {
        using var target = new ReviewFuzzTarget();
        Assert.NotEmpty(ReviewCorpus.All);
        foreach (var review in ReviewCorpus.All)
        {
            target.Run(review);
        }

        Assert.True(target.Patched >= 4, $"{target.Patched} patches: pods of both owners, one of them also with a boost that cannot be read, and a VPA that gets its default");
    }

    [Fact]
    public void A_damaged_review_gets_a_proper_answer()
    {
        var (iterations, seed) = (Iterations, Seed);
        output.WriteLine($"{iterations} reviews, seed {seed}");
        using var target = new ReviewFuzzTarget();
        var mutator = new ReviewMutator(ReviewCorpus.All, seed);
        for (var i = 0; i < iterations; i++)
        {
            var review = mutator.Next();
            try
            {
                target.Run(review);
            }
            catch (Exception e)
            {
                Assert.Fail($"Review {i} of seed {seed}: {e}\n{Convert.ToBase64String(review)}");
            }
        }

        Assert.True(target.Patched > iterations / 100 && target.Refused > iterations / 1000, $"{target.Patched} patched, {target.Refused} refused: hardly a review is damaged so little that it is read");
    }

    private static int Setting(string variable, int standard) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
