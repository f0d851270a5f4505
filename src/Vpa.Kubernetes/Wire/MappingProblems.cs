using Microsoft.Extensions.Logging;

namespace Vpa.Kubernetes.Wire;

/// <summary>Says which fields of which objects could not be used, once each. Not for use by several threads at once.</summary>
internal sealed class MappingProblems(ILogger logger)
{
    private const int MaxRemembered = 1000;
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>A field's value cannot be used and is left out.</summary>
    public void Report(string kind, WireObjectMeta? metadata, string field, string value)
    {
        var @object = $"{metadata?.Namespace}/{metadata?.Name}";
        if (_said.Count >= MaxRemembered)
        {
            _said.Clear();
        }

        if (_said.Add($"{kind} {@object} {field} {value}"))
        {
            logger.UnusableField(kind, @object, field, value);
        }
    }
}
