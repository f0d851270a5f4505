using System.Globalization;
using System.Text;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Tests.Quantities;

public sealed class QuantityTests
{
    [Theory]   // R92, A146: text in, canonical text out
    [InlineData("25m", "25m")]
    [InlineData("1000m", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("2000000m", "2k")]
    [InlineData("100000000000000m", "100G")]
    [InlineData("262144000Ki", "250Gi")]
    [InlineData("280200Ki", "280200Ki")]
    [InlineData("31323876n", "31323876n")]
    [InlineData("1000Mi", "1000Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("0.5", "500m")]
    [InlineData("0.125", "125m")]
    [InlineData("12e5", "1200e3")]
    [InlineData("1e2", "100")]
    [InlineData("1.50Gi", "1536Mi")]
    [InlineData("800.61Mi", "839500431360m")]
    [InlineData("1.00Mi", "1Mi")]
    [InlineData("0", "0")]
    [InlineData("0Mi", "0")]
    [InlineData("-0", "0")]
    [InlineData("00", "0")]
    [InlineData(".001", "1m")]
    [InlineData("-1.5", "-1500m")]
    [InlineData("-2Gi", "-2Gi")]
    [InlineData("0.0001k", "100m")]
    [InlineData("1000000", "1M")]
    [InlineData("9Ei", "9223372036854775807")]
    [InlineData("1023Ki", "1023Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("0.000000000001Ki", "2n")]
    public void Prints_canonically(string text, string expected) => Assert.Equal(expected, Quantity.Parse(text).ToString());

    [Theory]   // the exception of R92
    [InlineData("1.125")]
    [InlineData("1.500")]
    [InlineData("1E3")]
    [InlineData("1500e-3")]
    [InlineData("+5")]
    [InlineData("05")]
    [InlineData("12E")]
    [InlineData("1.")]
    [InlineData("1.G")]
    [InlineData("1e300")]
    public void Keeps_short_decimal_texts_as_read(string text)
    {
        Assert.Equal(text, Quantity.Parse(text).ToString());
        Assert.True(Quantity.TryParse(Encoding.UTF8.GetBytes(text), out var quantity));
        Assert.Equal(text, quantity.ToString());
    }

    [Theory]   // R8, U 0.2: away from zero
    [InlineData("12345678n", 13, 1)]
    [InlineData("1500m", 1500, 2)]
    [InlineData("500m", 500, 1)]
    [InlineData("0.1m", 1, 1)]
    [InlineData("-0.1m", -1, -1)]
    [InlineData("-1500m", -1500, -2)]
    [InlineData("100Mi", 104857600000, 104857600)]
    [InlineData("1Ki", 1024000, 1024)]
    [InlineData("9223372036854775807", long.MaxValue, long.MaxValue)]
    [InlineData("-9223372036854775807", long.MinValue, -long.MaxValue)]
    [InlineData("1e99999999", long.MaxValue, long.MaxValue)]
    [InlineData("1e-99999999", 1, 1)]
    [InlineData("0e99999999", 0, 0)]
    public void Rounds_away_from_zero_and_saturates(string text, long milli, long units)
    {
        var quantity = Quantity.Parse(text);
        Assert.Equal((milli, units), (quantity.MilliValue, quantity.Value));
    }

    [Theory]   // A148: below a nano-unit rounds away from zero
    [InlineData("3.001n", "4n")]
    [InlineData("1.1E-9", "2e-9")]
    [InlineData("0.0000000000000000000001", "1n")]
    [InlineData("0.00000012345", "124n")]
    [InlineData("-0.0000000001", "-1n")]
    [InlineData("0.0000000000000000000000000000000000000000001Mi", "1n")]
    [InlineData("123456789012345678.1234567891", "123456789012345678123456790n")]
    public void Rounds_below_a_nano_away_from_zero(string text, string expected) => Assert.Equal(expected, Quantity.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("m")]
    [InlineData("Ki")]
    [InlineData("1.1.M")]
    [InlineData("1+1.0M")]
    [InlineData("0.1mi")]
    [InlineData("0.1am")]
    [InlineData("aoeu")]
    [InlineData(".5i")]
    [InlineData("1i")]
    [InlineData("-3.01e-")]
    [InlineData("1e1.5")]
    [InlineData("1K")]
    [InlineData("1ki")]
    [InlineData("1Kii")]
    [InlineData("1 m")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("--1")]
    [InlineData("\u0661")]
    [InlineData("1\u00b5")]
    [InlineData("11111111111111111111111111111111111111111111111111111111111111111")]
    public void Refuses_what_is_no_quantity(string text)
    {
        Assert.False(Quantity.TryParse(text, out var quantity));
        Assert.True(quantity.IsZero);
        Assert.False(Quantity.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Contains(text, Assert.Throws<FormatException>(() => Quantity.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]   // A53
    [InlineData("bad", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("1KiMi", "unable to parse quantity's suffix")]
    public void Says_why_in_the_words_clients_know(string text, string reason) =>
        Assert.Equal($"'{text}' is no quantity: {reason}", Assert.Throws<FormatException>(() => Quantity.Parse(text)).Message);

    [Theory]   // A71, A72
    [InlineData("187500u", false, false)]
    [InlineData("100m", true, false)]
    [InlineData("100.0", true, true)]
    [InlineData("1Ki", true, true)]
    public void Knows_its_precision(string text, bool wholeMilli, bool whole) =>
        Assert.Equal((wholeMilli, whole), (Quantity.Parse(text).IsWholeMilli, Quantity.Parse(text).IsWhole));

    [Fact]
    public void Compares_by_value_whatever_the_family()
    {
        Assert.Equal(Quantity.Parse("1"), Quantity.Parse("1000m"));
        Assert.Equal(Quantity.Parse("1Ki").GetHashCode(), Quantity.Parse("1024").GetHashCode());
        Assert.True(Quantity.Parse("-1n") < Quantity.Zero && Quantity.Parse("1n") > Quantity.Zero);
        Assert.True(Quantity.Parse("1.000000001") > Quantity.Parse("1"));
        Assert.Equal([-1, 0, 1], new[] { "-1n", "0", "1n" }.Select(t => Quantity.Parse(t).Sign));
    }

    [Fact]
    public void Typical_texts_are_read_without_allocation()
    {
        byte[][] texts = [.. new[] { "31323876n", "280200Ki", "100m", "1", "250Mi", "1536Mi", "2500m" }.Select(Encoding.UTF8.GetBytes)];
        var sum = ParseAll(texts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        sum += ParseAll(texts);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public void Is_independent_of_the_culture()
    {
        var former = CultureInfo.CurrentCulture;
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        strange.NumberFormat.NegativeSign = "minus";
        strange.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = strange;
        try
        {
            Assert.Equal("-1500m", Quantity.Parse("-1.5").ToString());
            Assert.Equal("-1.5s", GoDuration.Parse("-1.5s").ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = former;
        }
    }

    private static long ParseAll(byte[][] texts)
    {
        var sum = 0L;
        foreach (var text in texts)
        {
            sum += Quantity.TryParse(text, out var quantity) ? quantity.MilliValue : throw new FormatException("a typical text was refused");
        }

        return sum;
    }
}
