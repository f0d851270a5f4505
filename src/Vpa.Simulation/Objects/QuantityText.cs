using Vpa.Domain.Quantities;

namespace Vpa.Simulation.Objects;

/// <summary>Amounts in maps of quantities, as whole nanocores and bytes. What is absent, malformed or negative is null.</summary>
internal static class QuantityText
{
    /// <summary>Nanocores of a CPU quantity in a map.</summary>
    public static long? NanocoresOf(IReadOnlyDictionary<string, string>? map, string resource) =>
        map is not null && map.TryGetValue(resource, out var text) ? Nanocores(text) : null;

    /// <summary>Whole bytes, rounded up, of a memory quantity in a map.</summary>
    public static long? BytesOf(IReadOnlyDictionary<string, string>? map, string resource) =>
        map is not null && map.TryGetValue(resource, out var text) ? Bytes(text) : null;

    /// <summary>Nanocores of a CPU quantity.</summary>
    public static long? Nanocores(string text) => Quantity.TryParse(text, out var quantity) && quantity.Sign >= 0 ? quantity.NanoValue : null;

    /// <summary>Whole bytes, rounded up, of a memory quantity.</summary>
    public static long? Bytes(string text) => Quantity.TryParse(text, out var quantity) && quantity.Sign >= 0 ? quantity.Value : null;

    /// <summary>CPU as metrics-server prints it: canonical, so <c>31323876n</c>, but <c>300m</c> for 300,000,000.</summary>
    public static string PrintCpu(long nanocores) => Quantity.FromNano(nanocores).ToString();

    /// <summary>Memory as metrics-server prints it: canonical with binary suffixes, so <c>280200Ki</c>.</summary>
    public static string PrintMemory(long bytes) => Quantity.FromBytes(bytes).ToString();
}
