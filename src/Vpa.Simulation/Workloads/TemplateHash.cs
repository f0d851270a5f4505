using System.Text.Json;
using Vpa.Simulation.Usage;

namespace Vpa.Simulation.Workloads;

/// <summary>The value of the label <c>pod-template-hash</c>: equal for equal templates, whatever the order of their members.</summary>
internal static class TemplateHash
{
    public const string Label = "pod-template-hash";

    /// <summary>The alphabet of generated names: no vowels, so no words; no digits or letters that look alike.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private const int Length = 10;

    /// <summary>The hash of a pod template.</summary>
    public static string Of(JsonElement template) => Word(SeededHash.Of(0, Canonical(template)), Length);

    /// <summary>A word of the alphabet for a hash.</summary>
    public static string Word(ulong hash, int length) => string.Create(length, hash, static (span, rest) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = Alphabet[(int)(rest % (ulong)Alphabet.Length)];
            rest /= (ulong)Alphabet.Length;
        }
    });

    private static string Canonical(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject()
            // A server writes creationTimestamp: null into templates; absent means the same.
            .Where(p => p.Value.ValueKind != JsonValueKind.Null)
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => JsonEncodedText.Encode(p.Name) + ":" + Canonical(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.Undefined => "null",
        _ => element.GetRawText(),
    };
}
