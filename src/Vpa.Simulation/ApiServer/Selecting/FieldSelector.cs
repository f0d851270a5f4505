namespace Vpa.Simulation.ApiServer;

/// <summary>A field selector (a=b, a==b, a!=b, joined by commas) over the fields that a resource supports.</summary>
internal sealed class FieldSelector
{
    private readonly List<(int Field, bool Equal, string Value)> _terms = [];

    public static FieldSelector Everything { get; } = new();

    public bool IsEmpty => _terms.Count == 0;

    public bool Matches(StoredObject item)
    {
        foreach (var (field, equal, value) in _terms)
        {
            var actual = field switch
            {
                -1 => item.Key.Name,
                -2 => item.Key.Namespace,
                _ => item.Fields[field],
            };
            if (string.Equals(actual, value, StringComparison.Ordinal) != equal)
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="ApiStatusException">400 when malformed, or when the resource does not support the field.</exception>
    public static FieldSelector Parse(ResourceDefinition resource, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        var selector = new FieldSelector();
        foreach (var term in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            }

            var equal = term[at - 1] != '!';
            var name = (equal ? term[..at] : term[..(at - 1)]).Trim();
            var value = term[(at + 1)..].TrimStart('=').Trim();
            selector._terms.Add((IndexOf(resource, name), equal, value));
        }

        return selector;
    }

    private static int IndexOf(ResourceDefinition resource, string name)
    {
        if (name is "metadata.name")
        {
            return -1;
        }

        if (name is "metadata.namespace")
        {
            return -2;
        }

        for (var i = 0; i < resource.SelectableFields.Count; i++)
        {
            if (resource.SelectableFields[i] == name)
            {
                return i;
            }
        }

        throw ApiErrors.BadRequest($"field label not supported: {name}");
    }
}
