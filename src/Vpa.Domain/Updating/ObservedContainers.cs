using System.Buffers;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Updating;

/// <summary>The containers that were in a pod when it was admitted; those added later by others stay out of priority and OOM detection (U54).</summary>
public sealed class ObservedContainers
{
    /// <summary>The annotation that lists them.</summary>
    public const string Annotation = "vpaObservedContainers";

    private const string Separator = ", ";
    private const int LongestLabel = 63;
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly ObservedContainers All = new(null);
    private readonly string[]? _names;

    private ObservedContainers(string[]? names) => _names = names;

    /// <summary>Reads a pod's annotation; without one, or with one that is not well-formed, every container is observed.</summary>
    public static ObservedContainers Of(Pod pod)
    {
        if (pod.Annotations is null || !pod.Annotations.TryGetValue(Annotation, out var text))
        {
            return All;
        }

        if (text.Length == 0)
        {
            return new ObservedContainers([]);
        }

        var names = text.Split(Separator);
        return Array.TrueForAll(names, IsDnsLabel) ? new ObservedContainers(names) : All;
    }

    /// <summary>Whether a container is observed.</summary>
    public bool Includes(string container) => _names is null || Array.IndexOf(_names, container) >= 0;

    // RFC 1123: lower-case letters, digits and dashes, at most 63, no dash at either end.
    private static bool IsDnsLabel(string text) =>
        text.Length is > 0 and <= LongestLabel && text[0] != '-' && text[^1] != '-' && !text.AsSpan().ContainsAnyExcept(LabelCharacters);
}
