using System.Text.Json.Nodes;

namespace Vpa.Simulation.ApiServer;

/// <summary>One immutable version of an object: its serialised form and what selectors and the garbage collector need of it.</summary>
internal sealed class StoredObject
{
    private static readonly Dictionary<string, string> NoLabels = new(StringComparer.Ordinal);

    private StoredObject(ObjectKey key, long version, byte[] utf8)
    {
        Key = key;
        Version = version;
        Utf8 = utf8;
    }

    public ObjectKey Key { get; }

    public long Version { get; }

    /// <summary>The object in its storage version, as JSON.</summary>
    public byte[] Utf8 { get; }

    public string Uid { get; private init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; private init; } = NoLabels;

    /// <summary>Values of the resource's selectable fields, in the order of <see cref="ResourceDefinition.SelectableFields"/>.</summary>
    public IReadOnlyList<string> Fields { get; private init; } = [];

    public IReadOnlyList<string> OwnerUids { get; private init; } = [];

    /// <summary>Writes the version into the object and freezes it. The object must not be used by the caller afterwards.</summary>
    public static StoredObject Freeze(ResourceDefinition resource, ObjectKey key, JsonObject json, long version)
    {
        var metadata = json.Ensure("metadata");
        metadata["resourceVersion"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var labels = metadata.TextMapAt("labels");
        return new StoredObject(key, version, json.ToUtf8())
        {
            Uid = metadata.TextAt("uid") ?? "",
            Labels = labels.Count == 0 ? NoLabels : labels,
            Fields = [.. resource.SelectableFields.Select(f => json.TextAt(f.Split('.')) ?? "")],
            OwnerUids = [.. metadata.ObjectsAt("ownerReferences").Select(o => o.TextAt("uid")).OfType<string>()],
        };
    }

    /// <summary>A private copy of the object for reading or changing.</summary>
    public JsonObject ToJson() => (JsonObject)JsonNavigation.Parse(Utf8)!;

    /// <summary>The same object under another resource version, as a DELETED event carries it.</summary>
    public StoredObject At(ResourceDefinition resource, long version) => Freeze(resource, Key, ToJson(), version);
}
