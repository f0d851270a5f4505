using Vpa.Domain.Quantities;

namespace Vpa.Domain.Tests.Quantities;

public sealed class AmountTests
{
    [Theory]   // R2, R3
    [InlineData(100.5, 100)]
    [InlineData(0.125, 0)]
    [InlineData(-0.0001, 0)]
    [InlineData(1e14, 100_000_000_000_000)]
    [InlineData(1e14 + 100, 100_000_000_000_000)]
    [InlineData(double.PositiveInfinity, 100_000_000_000_000)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, long.MinValue)]
    public void Real_numbers_are_cut(double value, long expected) => Assert.Equal(expected, MemoryAmount.FromRealBytes(value).Bytes);

    [Theory]   // R4
    [InlineData(0.069946, 69)]
    [InlineData(0.61535112, 615)]
    [InlineData(0.0172071, 17)]
    [InlineData(0.00455, 4)]
    [InlineData(0.00123456789, 1)]
    public void Cores_are_cut_to_millicores(double cores, long millicores) => Assert.Equal(millicores, CpuAmount.FromCores(cores).Millicores);

    [Theory]   // R5: and back, without rounding
    [InlineData(0, 0)]
    [InlineData(1, 0.001)]
    [InlineData(615, 0.615)]
    [InlineData(2_000_000, 2000)]
    public void Millicores_become_cores(long millicores, double cores) => Assert.Equal(cores, new CpuAmount(millicores).Cores);

    [Theory]   // R6
    [InlineData(4, 2.124, 8)]
    [InlineData(12, 1.1, 13)]
    [InlineData(1213, 1.2414, 1505)]
    [InlineData(41208, 0.000001, 0)]
    public void Scaling_cuts(long amount, double factor, long expected)
    {
        Assert.Equal(expected, new CpuAmount(amount).ScaleTruncating(factor).Millicores);
        Assert.Equal(expected, new MemoryAmount(amount).ScaleTruncating(factor).Bytes);
    }

    [Theory]   // R9
    [InlineData(100, 7, 105)]
    [InlineData(100, 10, 100)]
    [InlineData(0, 5, 0)]
    [InlineData(79, 50, 100)]
    [InlineData(1231241, 13, 1231243)]
    [InlineData(839500000, 134217728, 939524096)]
    [InlineData(100, 0, 100)]
    [InlineData(100, -7, 100)]
    public void Rounds_up_to_a_multiple(long amount, long step, long expected)
    {
        Assert.Equal(expected, new CpuAmount(amount).RoundUpToMultipleOf(step).Millicores);
        Assert.Equal(expected, new MemoryAmount(amount).RoundUpToMultipleOf(step).Bytes);
    }

    [Fact]   // R1, R7
    public void Sums_are_not_limited() => Assert.Equal(200_000_000_000_000, (new CpuAmount(AmountArithmetic.Max) + new CpuAmount(AmountArithmetic.Max)).Millicores);

    [Theory]
    [InlineData("90s", "1m30s")]
    [InlineData("1m0s", "1m0s")]
    [InlineData("24h", "24h0m0s")]
    [InlineData("1h30m", "1h30m0s")]
    [InlineData("1.5h", "1h30m0s")]
    [InlineData("100ms", "100ms")]
    [InlineData("1500us", "1.5ms")]
    [InlineData("0", "0s")]
    [InlineData("-1m", "-1m0s")]
    [InlineData("1ns", "1ns")]
    [InlineData("2.5s", "2.5s")]
    [InlineData("1h0.001s", "1h0m0.001s")]
    [InlineData(".5s", "500ms")]
    [InlineData("-9223372036854775808ns", "-2562047h47m16.854775808s")]
    public void Durations_are_read_and_printed(string text, string canonical)
    {
        var duration = GoDuration.Parse(text);
        Assert.Equal(canonical, duration.ToString());
        Assert.Equal(duration, GoDuration.Parse(canonical));
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("1d")]
    [InlineData("1 h")]
    [InlineData("h")]
    [InlineData(".s")]
    [InlineData("1h30")]
    [InlineData("1:30")]
    [InlineData("1..5s")]
    [InlineData("+-1s")]
    [InlineData("9223372036854775808ns")]
    [InlineData("99999999999999999999999999h")]
    public void Other_durations_are_refused(string text)
    {
        Assert.False(GoDuration.TryParse(text, out _));
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => GoDuration.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Durations_convert_to_time_spans()
    {
        Assert.Equal(TimeSpan.FromHours(24), GoDuration.Parse("24h").ToTimeSpan());
        Assert.Equal("8h0m0s", GoDuration.FromTimeSpan(TimeSpan.FromHours(8)).ToString());
        Assert.Equal(long.MaxValue, GoDuration.FromTimeSpan(TimeSpan.MaxValue).Nanoseconds);
    }
}
