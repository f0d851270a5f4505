using CsCheck;
using Vpa.Domain.Histograms;

namespace Vpa.Domain.Tests.Histograms;

public sealed class BucketSchemeTests
{
    [Fact]   // R11, R12
    public void Both_schemes_have_176_buckets() => Assert.Equal((176, 176), (BucketScheme.Cpu.Count, BucketScheme.Memory.Count));

    [Fact]   // R10 to R14
    public void Small_scheme_has_the_starts_of_the_specification()
    {
        var scheme = new BucketScheme(500, 40, 1.5, 0.0001);
        Assert.Equal([0, 40, 100, 190, 325, 527.5], Enumerable.Range(0, scheme.Count).Select(scheme.Start));
        Assert.Equal([0, 0, 1, 2, 5], new[] { -1, 39.99, 40, 100, 900 }.Select(scheme.Find));
    }

    [Theory]   // R16: floating-point boundaries
    [InlineData(9_999_999, 0)]
    [InlineData(10_000_000, 1)]
    [InlineData(20_500_000, 1)]
    [InlineData(20_500_001, 2)]
    [InlineData(31_525_000, 2)]
    [InlineData(43_101_249, 3)]
    [InlineData(43_101_250, 4)]
    [InlineData(1e12, 174)]
    [InlineData(1_021_109_408_905, 175)]
    [InlineData(double.MaxValue, 175)]
    [InlineData(double.PositiveInfinity, 175)]
    [InlineData(-1, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    public void Memory_lands_in_upstreams_bucket(double bytes, int bucket) => Assert.Equal(bucket, BucketScheme.Memory.Find(bytes));

    [Fact]   // R14, R15, section 21
    public void Starts_are_upstreams_to_the_last_bit()
    {
        Assert.Equal(0.020499999999999987, BucketScheme.Cpu.Start(2));
        Assert.Equal(1021.1094089048601, BucketScheme.Cpu.Start(175));
        Assert.Equal(43101249, Math.Truncate(BucketScheme.Memory.Start(4)));
        Assert.Equal(66.2594258413718, BucketScheme.Cpu.Start(119));
    }

    [Fact]   // R16
    public void A_start_is_found_one_bucket_lower() => Assert.All(Enumerable.Range(2, 174), n =>
        Assert.Equal(n - 1, BucketScheme.Memory.Find(BucketScheme.Memory.Start(n))));

    [Fact]
    public void Finding_is_monotone() => Gen.Double[0, 2000].Array[2].Sample(values =>
    {
        Array.Sort(values);
        Assert.True(BucketScheme.Cpu.Find(values[0]) <= BucketScheme.Cpu.Find(values[1]));
    });

    [Theory]   // R10
    [InlineData(0, 1, 1.5, 0.1)]
    [InlineData(1, 0, 1.5, 0.1)]
    [InlineData(1, 1, 1, 0.1)]
    [InlineData(1, 1, 1.5, 0)]
    public void Refuses_parameters_that_make_no_scheme(double max, double first, double ratio, double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BucketScheme(max, first, ratio, epsilon));

    [Fact]   // R15, R27
    public void Powers_of_two_are_exact_and_near_the_librarys()
    {
        Assert.All(Enumerable.Range(-1074, 2000), e => Assert.Equal(Math.ScaleB(1, e), ReferencePowers.OfTwo(e)));
        Gen.Double[-200, 200].Sample(x => Assert.InRange(ReferencePowers.OfTwo(x) / Math.Pow(2, x), 1 - 1e-14, 1 + 1e-14));
        Assert.Equal(0, ReferencePowers.OfTwo(-1075));
    }
}
