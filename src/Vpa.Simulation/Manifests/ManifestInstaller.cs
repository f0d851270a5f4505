using System.Text.Json.Nodes;
using Vpa.Simulation.Connection;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Vpa.Simulation.Manifests;

/// <summary>Creates the objects of YAML manifests on any API server, in the order in which they stand.</summary>
/// <param name="connection">The API server.</param>
public sealed class ManifestInstaller(ApiConnection connection)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, (string Plural, bool Namespaced)>> _kinds = new(StringComparer.Ordinal);

    /// <summary>Creates every object of a text with one or more YAML documents; empty documents are passed over.</summary>
    /// <exception cref="InvalidDataException">A document is no Kubernetes object, or of a kind that the server does not serve.</exception>
    public async Task InstallAsync(string yaml, CancellationToken ct)
    {
        foreach (var document in Read(yaml))
        {
            await connection.Objects.CreateAsync(await PathAsync(document, ct), document, ct);
        }
    }

    /// <summary>Reads YAML documents as JSON.</summary>
    internal static IEnumerable<JsonObject> Read(string yaml)
    {
        var deserializer = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var json = new SerializerBuilder().JsonCompatible().Build();
        var parser = new Parser(new StringReader(yaml));
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            if (deserializer.Deserialize(parser) is { } document)
            {
                yield return JsonNode.Parse(json.Serialize(document)) as JsonObject
                    ?? throw new InvalidDataException("A YAML document is not a mapping.");
            }
        }
    }

    private static string Field(JsonObject document, string name) =>
        document[name]?.GetValue<string>() ?? throw new InvalidDataException($"A manifest has no {name}.");

    private async Task<string> PathAsync(JsonObject document, CancellationToken ct)
    {
        var (apiVersion, kind) = (Field(document, "apiVersion"), Field(document, "kind"));
        var root = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        if (!_kinds.TryGetValue(root, out var kinds) || !kinds.ContainsKey(kind))
        {
            // Asked again when a kind is missing: a definition further up may have brought it.
            _kinds[root] = kinds = await DiscoverAsync(root, ct);
        }

        if (!kinds.TryGetValue(kind, out var resource))
        {
            throw new InvalidDataException($"The server serves no kind {kind} in {apiVersion}.");
        }

        var @namespace = document["metadata"]?["namespace"]?.GetValue<string>() ?? "default";
        return resource.Namespaced ? $"{root}/namespaces/{@namespace}/{resource.Plural}" : $"{root}/{resource.Plural}";
    }

    private async Task<IReadOnlyDictionary<string, (string Plural, bool Namespaced)>> DiscoverAsync(string root, CancellationToken ct)
    {
        using var list = await connection.Objects.GetAsync(root, ct);
        var kinds = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        foreach (var resource in list.RootElement.GetProperty("resources").EnumerateArray())
        {
            var name = resource.GetProperty("name").GetString()!;
            if (!name.Contains('/', StringComparison.Ordinal))
            {
                kinds[resource.GetProperty("kind").GetString()!] = (name, resource.GetProperty("namespaced").GetBoolean());
            }
        }

        return kinds;
    }
}
