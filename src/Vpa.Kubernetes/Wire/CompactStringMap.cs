using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Vpa.Kubernetes.Wire;

/// <summary>An immutable map of few strings in one array: a third of a dictionary's memory, and as fast for the handful of labels an object has.</summary>
internal sealed class CompactStringMap : IReadOnlyDictionary<string, string>
{
    /// <summary>Keys at even, values at odd places.</summary>
    private readonly string[] _entries;

    private CompactStringMap(string[] entries) => _entries = entries;

    /// <summary>A map without entries.</summary>
    public static CompactStringMap Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _entries.Length / 2;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(e => e.Key);

    /// <inheritdoc/>
    public IEnumerable<string> Values => this.Select(e => e.Value);

    /// <inheritdoc/>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no entry '{key}'.");

    /// <summary>A map of alternating keys and values, which it takes over; of several entries with one key the last wins.</summary>
    public static CompactStringMap Of(List<string> keysAndValues) => keysAndValues.Count == 0 ? Empty : new([.. keysAndValues]);

    /// <summary>A map of the given entries.</summary>
    public static CompactStringMap Of(IEnumerable<KeyValuePair<string, string>> entries) => Of([.. entries.SelectMany(e => new[] { e.Key, e.Value })]);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        for (var i = _entries.Length - 2; i >= 0; i -= 2)
        {
            if (string.Equals(_entries[i], key, StringComparison.Ordinal))
            {
                value = _entries[i + 1];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _entries.Length; i += 2)
        {
            yield return new(_entries[i], _entries[i + 1]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
