using System.Globalization;
using Vpa.Admission.Tests.Fuzzing;

namespace Vpa.Benchmarks.Admitting;

/// <summary>
/// The byte-level fuzz target of the AdmissionReview reader. <c>-- review-fuzz 10 7</c> damages real reviews for 10 minutes from seed 7; <c>-- review-fuzz file...</c> replays inputs,
/// and <c>-- review-fuzz -</c> reads one from standard input, as fuzzers hand it over (AFL, or SharpFuzz after its instrumentation). Ends with an exception on a fault.
/// </summary>
internal static class ReviewFuzz
{
    public const string Mode = "review-fuzz";

    public static int Run(string[] arguments)
    {
        using var target = new ReviewFuzzTarget();
        switch (arguments)
        {
            case ["-"]:
                using (var input = new MemoryStream())
                {
                    using var standard = Console.OpenStandardInput();
                    standard.CopyTo(input);
                    target.Run(input.ToArray());
                }

                return 0;
            case [var first, ..] when File.Exists(first):
                foreach (var path in arguments)
                {
                    target.Run(File.ReadAllBytes(path));
                }

                return 0;
            default:
                return Mutate(
                    target,
                    TimeSpan.FromMinutes(arguments.Length > 0 ? double.Parse(arguments[0], CultureInfo.InvariantCulture) : 1),
                    arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : Random.Shared.Next());
        }
    }

    private static int Mutate(ReviewFuzzTarget target, TimeSpan length, int seed)
    {
        Console.WriteLine($"seed {seed}");
        var mutator = new ReviewMutator(ReviewCorpus.All, seed);
        var (started, count) = (TimeProvider.System.GetTimestamp(), 0L);
        for (; TimeProvider.System.GetElapsedTime(started) < length; count++)
        {
            var review = mutator.Next();
            try
            {
                target.Run(review);
            }
            catch (Exception e)
            {
                var path = Path.Combine(Path.GetTempPath(), $"review-{seed}-{count}.json");
                File.WriteAllBytes(path, review);
                Console.Error.WriteLine($"review {count} of seed {seed}, kept as {path}: {e}");
                return 1;
            }
        }

        Console.WriteLine($"{count} damaged reviews, {target.Patched} patched, {target.Refused} refused, no fault");
        return 0;
    }
}
