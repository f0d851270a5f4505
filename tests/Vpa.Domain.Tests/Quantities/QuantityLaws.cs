using System.Numerics;
using CsCheck;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Tests.Quantities;

public sealed class QuantityLaws
{
    private static readonly string[] Suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-3", "e7", "e-11", "e+2"];

    private static readonly Gen<string> Digits = Gen.String[Gen.Char['0', '9'], 1, 25];

    private static readonly Gen<string> Texts =
        from sign in OneOf("", "-", "+")
        from whole in Digits
        from fraction in Gen.OneOf(Gen.Const(""), Digits.Select(d => "." + d))
        from suffix in OneOf(Suffixes)
        select sign + whole + fraction + suffix;

    [Fact]
    public void Printing_and_reading_gives_the_same_value_and_family() => Texts.Sample(text =>
    {
        var quantity = Quantity.Parse(text);
        var again = Quantity.Parse(quantity.ToString());
        Assert.Equal(quantity, again);
        Assert.Equal(quantity.ToString(), again.ToString());
    });

    [Fact]
    public void Canonical_text_is_a_fixed_point() => Texts.Sample(text =>
    {
        var canonical = Canonical(Quantity.Parse(text));
        Assert.Equal(canonical, Quantity.Parse(canonical).ToString());
        Assert.DoesNotContain('.', canonical);
    });

    [Fact]
    public void Order_is_that_of_exact_numbers() => Gen.Select(Texts, Texts).Sample((a, b) =>
        Assert.Equal(Math.Sign(Nanos(a).CompareTo(Nanos(b))), Math.Sign(Quantity.Parse(a).CompareTo(Quantity.Parse(b)))));

    [Fact]
    public void Conversions_round_away_from_zero() => Texts.Sample(text =>
    {
        var (quantity, nanos) = (Quantity.Parse(text), Nanos(text));
        Assert.Equal(Saturate(AwayFromZero(nanos, 1_000_000)), quantity.MilliValue);
        Assert.Equal(Saturate(AwayFromZero(nanos, 1_000_000_000)), quantity.Value);
    });

    [Fact]
    public void Nothing_throws_but_a_format_error() => Gen.String[Gen.Char["0123456789.+-eEinumkKMGTP \u0661"], 0, 70].Sample(text =>
    {
        var reads = Quantity.TryParse(text, out var quantity);
        if (reads)
        {
            Assert.Equal(quantity, Quantity.Parse(text));
        }
        else
        {
            Assert.Throws<FormatException>(() => Quantity.Parse(text));
        }

        Assert.True(reads || quantity.IsZero);
    });

    [Fact]
    public void Amounts_survive_their_quantity() => Gen.Long[0, AmountArithmetic.Max].Sample(amount =>
    {
        Assert.Equal(amount, CpuAmount.FromQuantity(Quantity.Parse(new CpuAmount(amount).ToString())).Millicores);
        Assert.Equal(amount, MemoryAmount.FromQuantity(Quantity.Parse(new MemoryAmount(amount).ToString())).Bytes);
    });

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Canonical(Quantity quantity) =>
        quantity.WithFormat(quantity.Format is QuantityFormat.DecimalSi ? QuantityFormat.DecimalExponent : QuantityFormat.DecimalSi)
            .WithFormat(quantity.Format).ToString();

    /// <summary>The value in nano-units by big integers and schoolbook rules, cut to plus or minus 2^63 - 1 units.</summary>
    private static BigInteger Nanos(string text)
    {
        var negative = text[0] == '-';
        var unsigned = text.TrimStart('+', '-');
        var number = new string([.. unsigned.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        var suffix = unsigned[number.Length..];
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : number.Length - point - 1;
        var numerator = BigInteger.Parse(number.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        var binary = suffix.EndsWith('i') ? 10 * ("KMGTPE".IndexOf(suffix[0], StringComparison.Ordinal) + 1) : 0;
        var exponent = suffix is "" || binary > 0 ? 0
            : suffix.Length > 1 ? int.Parse(suffix.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)
            : (3 * "num kMGTPE".IndexOf(suffix[0], StringComparison.Ordinal)) - 9;
        numerator <<= binary;
        var scale = exponent - places + 9;
        var nanos = scale >= 0 ? numerator * BigInteger.Pow(10, scale) : AwayFromZero(numerator, BigInteger.Pow(10, -scale));
        nanos = BigInteger.Min(nanos, new BigInteger(long.MaxValue) * 1_000_000_000);
        return negative ? -nanos : nanos;
    }

    private static BigInteger AwayFromZero(BigInteger dividend, BigInteger divisor) =>
        BigInteger.DivRem(dividend, divisor, out var remainder) + remainder.Sign;

    private static long Saturate(BigInteger value) => (long)BigInteger.Max(long.MinValue, BigInteger.Min(long.MaxValue, value));
}
