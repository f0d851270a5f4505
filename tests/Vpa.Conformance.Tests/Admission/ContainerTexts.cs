using System.Globalization;
using System.Text.Json.Nodes;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>What the updates annotation says about one container (A142); the order of the texts is free.</summary>
internal sealed record ContainerTexts(string Container, string Texts)
{
    private const string Lead = "container ";

    public static ContainerTexts Of(JsonNode part) => Of((string)part["container"]!, part["entries"]!.AsArray().Select(e => (string)e!));

    public static ContainerTexts Parse(string part)
    {
        var colon = part.IndexOf(": ", StringComparison.Ordinal);
        return Of(part[..colon], Split(part[(colon + 2)..]));
    }

    /// <summary>What is left when free results are taken out; null when they are all there was.</summary>
    public ContainerTexts? Without(FreeResults free, string[] names)
    {
        var name = names[int.Parse(Container[Lead.Length..], CultureInfo.InvariantCulture)];
        var rest = Of(Container, Split(Texts).Where(t => !free.Has(name, t[..t.IndexOfAny([' ', ':'])])));
        return rest.Texts.Length == 0 && free.HasPartOf(name) ? null : rest;
    }

    private static ContainerTexts Of(string container, IEnumerable<string> texts) =>
        new(container, string.Join(", ", texts.Order(StringComparer.Ordinal)));

    private static string[] Split(string texts) => texts.Split(", ", StringSplitOptions.RemoveEmptyEntries);
}
