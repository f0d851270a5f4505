using System.Collections;
using System.Collections.Immutable;

namespace Vpa.Domain.Quantities;

/// <summary>
/// An immutable map from resource name to quantity, in the order cpu, memory, then others by name (byte order). Equality compares
/// names and values, so <c>1000m</c> equals <c>1</c>.
/// </summary>
public sealed class ResourceList : IEquatable<ResourceList>, IReadOnlyList<KeyValuePair<string, Quantity>>
{
    private static readonly Comparer<KeyValuePair<string, Quantity>> ByName = Comparer<KeyValuePair<string, Quantity>>.Create(static (a, b) => Compare(a.Key, b.Key));

    private static readonly EqualityComparer<KeyValuePair<string, Quantity>> Writing = EqualityComparer<KeyValuePair<string, Quantity>>.Create(
        static (a, b) => a.Key == b.Key && a.Value.Format == b.Value.Format && a.Value.ToString() == b.Value.ToString());

    private readonly ImmutableArray<KeyValuePair<string, Quantity>> _entries;

    private ResourceList(ImmutableArray<KeyValuePair<string, Quantity>> entries) => _entries = entries;

    /// <summary>A list without entries.</summary>
    public static ResourceList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, Quantity> this[int index] => _entries[index];

    /// <summary>The quantity of a resource, or null where the list has none.</summary>
    public Quantity? Find(string name)
    {
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (string.Equals(entry.Key, name, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>The quantity of a resource, 0 where the list has none.</summary>
    public Quantity this[string name] => Find(name) ?? Quantity.Zero;

    /// <summary>Whether the list has an entry for the resource, even one of 0.</summary>
    public bool Contains(string name) => Find(name) is not null;

    /// <summary>A list of the given entries; of several entries with one name the last wins.</summary>
    public static ResourceList Of(IEnumerable<KeyValuePair<string, Quantity>> entries)
    {
        var sorted = new List<KeyValuePair<string, Quantity>>(entries.TryGetNonEnumeratedCount(out var count) ? count : 2);
        foreach (var entry in entries)
        {
            var place = sorted.BinarySearch(entry, ByName);
            if (place >= 0)
            {
                sorted[place] = entry;
            }
            else
            {
                sorted.Insert(~place, entry);
            }
        }

        return sorted.Count == 0 ? Empty : new([.. sorted]);
    }

    /// <summary>A list of cpu and memory; a null leaves the resource out.</summary>
    public static ResourceList Of(Quantity? cpu, Quantity? memory)
    {
        var builder = ImmutableArray.CreateBuilder<KeyValuePair<string, Quantity>>(2);
        if (cpu is { } c)
        {
            builder.Add(new(ResourceNames.Cpu, c));
        }

        if (memory is { } m)
        {
            builder.Add(new(ResourceNames.Memory, m));
        }

        return builder.Count == 0 ? Empty : new ResourceList(builder.ToImmutable());
    }

    /// <summary>A copy of the entries in their order.</summary>
    public KeyValuePair<string, Quantity>[] ToArray() => [.. _entries];

    /// <summary>This list with one entry added or replaced.</summary>
    public ResourceList With(string name, Quantity quantity) => Of([.. _entries, new(name, quantity)]);

    /// <inheritdoc/>
    public bool Equals(ResourceList? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Key != other._entries[i].Key || _entries[i].Value != other._entries[i].Value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether both hold the same names and quantities and would be printed alike; <c>1024</c> and <c>1Ki</c> would not.</summary>
    public bool IsWrittenAs(ResourceList other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Equals(other) && _entries.AsSpan().SequenceEqual(other._entries.AsSpan(), Writing);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var entry in _entries)
        {
            hash.Add(entry.Key, StringComparer.Ordinal);
            hash.Add(entry.Value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _entries.Select(e => $"{e.Key}: {e.Value}"));

    /// <summary>The entries in their order, without an allocation.</summary>
    public ImmutableArray<KeyValuePair<string, Quantity>>.Enumerator GetEnumerator() => _entries.GetEnumerator();

    IEnumerator<KeyValuePair<string, Quantity>> IEnumerable<KeyValuePair<string, Quantity>>.GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    private static int Compare(string left, string right)
    {
        var rank = Rank(left) - Rank(right);
        return rank != 0 ? rank : string.CompareOrdinal(left, right);
    }

    private static int Rank(string name) => name switch
    {
        ResourceNames.Cpu => 0,
        ResourceNames.Memory => 1,
        _ => 2,
    };
}
