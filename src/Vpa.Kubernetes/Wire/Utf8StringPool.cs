using System.Text;

namespace Vpa.Kubernetes.Wire;

/// <summary>
/// A bounded pool of strings that repeat (namespaces, label keys, node and owner names, quantities), looked up by their UTF-8 bytes, so
/// that a repeated string is not even allocated. A slot holds the string seen last; races only cost a second copy.
/// </summary>
internal static class Utf8StringPool
{
    /// <summary>Longer strings seldom repeat.</summary>
    public const int MaxLength = 64;

    private const int Slots = 8192;
    private static readonly string?[] Pool = new string?[Slots];

    /// <summary>The string of these bytes.</summary>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxLength)
        {
            return utf8.IsEmpty ? "" : Encoding.UTF8.GetString(utf8);
        }

        var hash = default(HashCode);
        hash.AddBytes(utf8);
        ref var slot = ref Pool[(uint)hash.ToHashCode() % Slots];
        var pooled = slot;
        if (pooled is not null && pooled.Length == utf8.Length && Ascii.Equals(utf8, pooled))
        {
            return pooled;
        }

        return slot = Encoding.UTF8.GetString(utf8);
    }
}
