using System.Text;

namespace Vpa.Admission.Tests.Fuzzing;

/// <summary>Damages reviews: bytes flipped, cut, repeated, replaced by what parsers stumble over, and spliced from other reviews. The seed decides all.</summary>
internal sealed class ReviewMutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MostDamages = 4;
    private const int LongestPiece = 400;

    /// <summary>JSON values.</summary>
    private static readonly byte[][] Values = [.. new[]
    {
        "null", "true", "{}", "[]", "\"\"", "0", "-1", "7", "1e999999999", "9223372036854775808", "\"1Ei\"", "\"-1\"", "\"100u\"", "\"0.0000000001\"", "\"NaN\"", "\"Off\"", "\"web\"", "\"a/b~c\"", "[null]", "[7,{}]",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>What parsers stumble over.</summary>
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "\"\"", "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-1", "1e999999999", "9223372036854775808", "1e-400", "\"1Ei\"", "\"-1\"", "\"0.0000000001\"", "\"NaN\"",
            "\"\\ud800\"", "\"\\u0000\"", "\\u00", "\"a/b~c\"", "\"requests\":", "\"cpu\":", "\"uid\":7,", "\"object\":null,", "\"name\":", "// c\n", "\uFEFF",
        }.Select(Encoding.UTF8.GetBytes),
        [0x00], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F],
        Encoding.UTF8.GetBytes(new string('[', 2000)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 1200))), Encoding.UTF8.GetBytes(new string('9', 3000)),
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next damaged review.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(Any(corpus));
        for (var damages = _random.Next(1, MostDamages + 1); damages > 0; damages--)
        {
            Damage(bytes);
        }

        return [.. bytes];
    }

    private void Damage(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(_random.Next(1, LongestPiece), bytes.Count - at);
        switch (_random.Next(12))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Any(Pieces));
                break;
            case 5:
                var other = Any(corpus);
                var from = _random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + _random.Next(1, LongestPiece))]);
                break;
            default:
                ReplaceValue(bytes, at);
                break;
        }

        if (_random.Next(40) == 0)
        {
            bytes.RemoveRange(at = _random.Next(bytes.Count + 1), bytes.Count - at);
        }
    }

    /// <summary>Puts another value in the place of the next one, so that the review stays JSON and is of the wrong type somewhere.</summary>
    private void ReplaceValue(List<byte> bytes, int at)
    {
        var colon = bytes.IndexOf((byte)':', Math.Min(at, Math.Max(0, bytes.Count - 1)));
        if (colon < 0)
        {
            return;
        }

        var end = bytes.FindIndex(colon + 1, b => b is (byte)',' or (byte)'}' or (byte)'{' or (byte)'[');
        if (end > colon)
        {
            bytes.RemoveRange(colon + 1, end - colon - 1);
            bytes.InsertRange(colon + 1, Any(_random.Next(4) == 0 ? Pieces : Values));
        }
    }

    private T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];
}
