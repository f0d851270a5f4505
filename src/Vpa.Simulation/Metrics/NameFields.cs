namespace Vpa.Simulation.Metrics;

/// <summary>The field selector that the metrics API knows: <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
internal sealed class NameFields
{
    private readonly List<(string Field, string Value, bool Equal)> _terms = [];

    /// <exception cref="FormatException">The text is no field selector, or names another field.</exception>
    public static NameFields Parse(string? text)
    {
        var fields = new NameFields();
        foreach (var term in (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            var unequal = at > 0 && term[at - 1] == '!';
            var field = at < 0 ? term : term[..(unequal ? at - 1 : at)];
            if (at < 0 || field is not ("metadata.name" or "metadata.namespace"))
            {
                throw new FormatException($"fieldSelector: \"{term}\": only metadata.name and metadata.namespace can be compared.");
            }

            fields._terms.Add((field, term[(at + 1)..].TrimStart('='), !unequal));
        }

        return fields;
    }

    public bool Matches(string ns, string name) =>
        _terms.TrueForAll(t => ((t.Field == "metadata.name" ? name : ns) == t.Value) == t.Equal);
}
