using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>What admission looks at of a pod's metadata.</summary>
internal sealed class PodMetadata
{
    private static readonly ImmutableDictionary<string, string> NoAnnotations = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    private static readonly byte[] BoostAnnotationPrefix = Encoding.UTF8.GetBytes(BoostAnnotations.Prefix);

    /// <summary>The name; empty where the server will generate it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The namespace; may be empty.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>Labels; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; private set; }

    /// <summary>The annotations about start-up boosts, of which a pod that comes by again has some; null when there are no annotations of any kind.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; private set; }

    /// <summary>Owner references in their order.</summary>
    public ImmutableArray<OwnerReference> Owners { get; private set; } = [];

    /// <summary>Reads the next value; null when it is null.</summary>
    /// <exception cref="JsonException">A member is of the wrong type.</exception>
    public static PodMetadata? Read(ref Utf8JsonReader json)
    {
        try
        {
            if (!json.EnterObject())
            {
                return null;
            }

            var metadata = new PodMetadata();
            while (json.NextMember())
            {
                metadata.ReadMember(ref json);
            }

            return metadata;
        }
        catch (JsonException e)
        {
            throw new JsonException(e.Message, "metadata", e.LineNumber, e.BytePositionInLine, e);
        }
    }

    private void ReadMember(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("labels"u8))
        {
            Labels = ReadLabels(ref json);
        }
        else if (json.ValueTextEquals("ownerReferences"u8))
        {
            Owners = ReadOwners(ref json);
        }
        else if (json.ValueTextEquals("annotations"u8))
        {
            Annotations = ReadAnnotations(ref json);
        }
        else if (json.ValueTextEquals("name"u8))
        {
            Name = json.ReadText() ?? "";
        }
        else if (json.ValueTextEquals("namespace"u8))
        {
            Namespace = json.ReadText() ?? "";
        }
        else
        {
            json.SkipValue();
        }
    }

    private static Dictionary<string, string>? ReadLabels(ref Utf8JsonReader json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.NextMember())
        {
            var key = json.GetString()!;
            labels[key] = json.ReadText() ?? "";
        }

        return labels;
    }

    private static ImmutableDictionary<string, string>? ReadAnnotations(ref Utf8JsonReader json)
    {
        if (!json.EnterObject())
        {
            return null;
        }

        var annotations = NoAnnotations;
        while (json.NextMember())
        {
            if (json.ValueSpan.StartsWith(BoostAnnotationPrefix))
            {
                var key = json.GetString()!;
                annotations = annotations.SetItem(key, json.ReadText() ?? "");
            }
            else
            {
                json.SkipValue();
            }
        }

        return annotations;
    }

    private static ImmutableArray<OwnerReference> ReadOwners(ref Utf8JsonReader json)
    {
        if (!json.EnterArray())
        {
            return [];
        }

        var owners = ImmutableArray.CreateBuilder<OwnerReference>(1);
        while (json.NextItem())
        {
            if (json.IsObject())
            {
                owners.Add(ReadOwner(ref json));
            }
        }

        return owners.DrainToImmutable();
    }

    private static OwnerReference ReadOwner(ref Utf8JsonReader json)
    {
        var (apiVersion, kind, name, isController) = ("", "", "", false);
        while (json.NextMember())
        {
            if (json.ValueTextEquals("apiVersion"u8))
            {
                apiVersion = json.ReadText() ?? "";
            }
            else if (json.ValueTextEquals("kind"u8))
            {
                kind = json.ReadText() ?? "";
            }
            else if (json.ValueTextEquals("name"u8))
            {
                name = json.ReadText() ?? "";
            }
            else if (json.ValueTextEquals("controller"u8))
            {
                isController = json.ReadBoolean();
            }
            else
            {
                json.SkipValue();
            }
        }

        return new(apiVersion, kind, name, isController);
    }
}
