using System.Collections.Immutable;

namespace Vpa.Kubernetes.Admitting;

/// <summary>The labels of <c>--webhook-labels</c>: <c>key1:value1,key2:value2</c> (A34).</summary>
public static class WebhookLabels
{
    /// <summary>Reads the flag's text.</summary>
    /// <param name="text">The text, maybe in double quotes; empty for no labels.</param>
    /// <param name="labels">The labels; empty when the text is invalid.</param>
    /// <param name="fault">The part that has no colon or no key, when the text is invalid; otherwise null.</param>
    /// <returns>Whether the text is valid. One bad part makes the whole text invalid.</returns>
    public static bool TryParse(string text, out ImmutableSortedDictionary<string, string> labels, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        labels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        fault = null;
        var list = text.Trim('"');
        if (list.Length == 0)
        {
            return true;
        }

        var parsed = labels.ToBuilder();
        foreach (var part in list.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? "" : part[..colon].Trim();
            if (key.Length == 0)
            {
                fault = part;
                return false;
            }

            parsed[key] = part[(colon + 1)..].Trim();
        }

        labels = parsed.ToImmutable();
        return true;
    }
}
