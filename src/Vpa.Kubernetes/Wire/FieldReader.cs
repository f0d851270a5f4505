using System.Collections.Immutable;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Wire;

/// <summary>Maps fields that many kinds share. What cannot be used is reported by field and value, and left out.</summary>
internal readonly struct FieldReader(string kind, WireObjectMeta? metadata, MappingProblems problems)
{
    /// <summary>A resource list; null when absent.</summary>
    public ResourceList? Resources(CompactStringMap? texts, string field)
    {
        if (texts is null)
        {
            return null;
        }

        // Nearly all lists are of cpu, memory, or both.
        var plain = texts.Count;
        var cpu = texts.TryGetValue(ResourceNames.Cpu, out var cpuText) ? Quantity(cpuText, field, ResourceNames.Cpu) : null;
        var memory = texts.TryGetValue(ResourceNames.Memory, out var memoryText) ? Quantity(memoryText, field, ResourceNames.Memory) : null;
        plain -= (cpuText is null ? 0 : 1) + (memoryText is null ? 0 : 1);
        return plain == 0 ? ResourceList.Of(cpu, memory) : ResourceList.Of(Entries(texts, field));
    }

    /// <summary>A quantity; null when absent or unusable.</summary>
    public Quantity? Quantity(string? text, string field, string? entry = null)
    {
        if (text is null)
        {
            return null;
        }

        if (Domain.Quantities.Quantity.TryParse(text, out var quantity))
        {
            return quantity;
        }

        problems.Report(kind, metadata, entry is null ? field : $"{field}.{entry}", text);
        return null;
    }

    /// <summary>The value of a closed set of texts; an unknown one is reported.</summary>
    public TEnum OneOf<TEnum>(string? text, string field, TEnum whenAbsent, TEnum whenUnknown)
        where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return whenAbsent;
        }

        // The digit test keeps out numbers, which Enum.TryParse would take; Unknown is no value of the API.
        if (!char.IsAsciiDigit(text[0]) && text[0] != '-' && text != "Unknown" && !text.Contains(',') && Enum.TryParse<TEnum>(text, ignoreCase: false, out var value))
        {
            return value;
        }

        problems.Report(kind, metadata, field, text);
        return whenUnknown;
    }

    /// <summary>Owner references in their order.</summary>
    public static ImmutableArray<OwnerReference> Owners(WireObjectMeta? metadata) =>
        metadata?.OwnerReferences is { Length: > 0 } owners ? [.. owners.Where(o => o is not null).Select(Owner)] : [];

    /// <summary>The first owner that controls the object (R110), or null.</summary>
    public static OwnerReference? ControllingOwner(WireObjectMeta? metadata) =>
        metadata?.OwnerReferences?.FirstOrDefault(o => o is { Controller: true }) is { } owner ? Owner(owner) : null;

    private static OwnerReference Owner(WireOwnerReference owner) =>
        new(owner.ApiVersion ?? "", owner.Kind ?? "", owner.Name ?? "", owner.Controller ?? false);

    private List<KeyValuePair<string, Quantity>> Entries(CompactStringMap texts, string field)
    {
        var entries = new List<KeyValuePair<string, Quantity>>(texts.Count);
        foreach (var (name, text) in texts)
        {
            if (Quantity(text, field, name) is { } quantity)
            {
                entries.Add(new(name, quantity));
            }
        }

        return entries;
    }
}
