using Vpa.Domain.Quantities;

namespace Vpa.Domain.Tests.Quantities;

public sealed class PrometheusDurationTests
{
    [Theory] // R137
    [InlineData("0", 0)]
    [InlineData("8d", 8 * 86_400_000L)]
    [InlineData("1h", 3_600_000)]
    [InlineData("30s", 30_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1y2w3d4h5m6s7ms", (((365 + 14 + 3) * 24L + 4) * 3600 + 5 * 60 + 6) * 1000 + 7)]
    [InlineData("90m", 5_400_000)]
    [InlineData("5ms", 5)]
    [InlineData("0h", 0)]
    public void Reads_what_Prometheus_reads(string text, long milliseconds)
    {
        Assert.True(PrometheusDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("1ms1s")]
    [InlineData("1h 30m")]
    [InlineData("1H")]
    [InlineData("1min")]
    [InlineData("293y")]
    [InlineData("9999999999999999999s")]
    [InlineData("999999999999999999y")]
    [InlineData("１h")]
    public void Refuses_the_rest(string text) => Assert.False(PrometheusDuration.TryParse(text, out _));
}
