using CsCheck;
using Vpa.Domain.Pacing;

namespace Vpa.Domain.Tests.Pacing;

/// <summary>The one arithmetic behind the client's request rate (R151) and the rate of evictions and resizes (U116 to U118).</summary>
public sealed class TokenBucketTests
{
    [Theory]
    [InlineData(2.0, 3, 3, 0.0)]
    [InlineData(2.0, 3, 4, 0.5)]
    [InlineData(2.0, 3, 6, 1.5)]
    [InlineData(0.5, 1, 2, 2.0)]
    [InlineData(0.0, 1, 1000, 0.0)]
    [InlineData(-1.0, 0, 1000, 0.0)]
    [InlineData(double.NaN, 1, 1000, 0.0)]
    public void U116_U117_the_last_of_so_many_tokens_is_there_after_so_long(double perSecond, int capacity, int tokens, double seconds)
    {
        var bucket = new TokenBucket(perSecond, capacity, TimeSpan.Zero);
        var wait = TimeSpan.Zero;
        for (var i = 0; i < tokens; i++)
        {
            wait = bucket.WaitAt(TimeSpan.Zero);
            bucket.Take(TimeSpan.Zero);
        }

        Assert.Equal(seconds, wait.TotalSeconds, 6);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(1e-30, 1)]
    public void U118_a_token_that_never_comes_is_waited_for_without_end(double perSecond, int capacity)
    {
        var bucket = new TokenBucket(perSecond, capacity, TimeSpan.Zero);
        bucket.Take(TimeSpan.Zero);

        Assert.Equal(TimeSpan.MaxValue, bucket.WaitAt(TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Law_a_token_given_back_was_never_taken() =>
        Gen.Select(Gen.Double[0.01, 100], Gen.Int[1, 20], Gen.Int[0, 40]).Sample((perSecond, capacity, taken) =>
        {
            var bucket = new TokenBucket(perSecond, capacity, TimeSpan.Zero);
            for (var i = 0; i < taken; i++)
            {
                bucket.Take(TimeSpan.Zero);
            }

            var before = bucket.WaitAt(TimeSpan.Zero);
            bucket.Take(TimeSpan.Zero);
            bucket.GiveBack();
            return bucket.WaitAt(TimeSpan.Zero) == before;
        });

    [Fact]
    public void Law_a_clock_that_goes_back_mints_no_tokens() =>
        Gen.Select(Gen.Double[0.01, 100], Gen.Int[1, 20], Gen.Int[0, 1000]).Sample((perSecond, capacity, back) =>
        {
            var now = TimeSpan.FromSeconds(1000);
            var bucket = new TokenBucket(perSecond, capacity, now);
            for (var i = 0; i < capacity; i++)
            {
                bucket.Take(now);
            }

            return bucket.WaitAt(now - TimeSpan.FromSeconds(back)) > TimeSpan.Zero && bucket.WaitAt(now) > TimeSpan.Zero;
        });
}
