using System.Collections.Immutable;
using System.Text.Json;
using Vpa.Domain.Admitting;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>Reads the members of a pod that admission looks at; init containers are not among them (A106).</summary>
internal static class PodReader
{
    private static readonly IReadOnlyDictionary<string, string> NoStrings = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The pod.</summary>
    /// <param name="pod">An object in JSON.</param>
    /// <param name="requestNamespace">The request's namespace, used where the object has none (A92).</param>
    /// <exception cref="JsonException">It is no pod. The path leads to the part that cannot be read.</exception>
    public static AdmittedPod Read(ReadOnlySpan<byte> pod, string requestNamespace)
    {
        var json = new Utf8JsonReader(pod, JsonTokens.Options);
        try
        {
            return json.EnterObject() ? ReadPod(ref json, requestNamespace) : throw new JsonException("there is no object");
        }
        catch (InvalidOperationException e)
        {
            throw JsonTokens.NotUnicode(e);
        }
    }

    /// <summary>The pod whose begin the reader is at.</summary>
    /// <exception cref="JsonException">It is no pod.</exception>
    /// <exception cref="InvalidOperationException">A text is no Unicode.</exception>
    public static AdmittedPod ReadPod(ref Utf8JsonReader json, string requestNamespace)
    {
        PodMetadata? metadata = null;
        ImmutableArray<ReadContainer> containers = [];
        ImmutableArray<ReadContainer> statuses = [];
        while (json.NextMember())
        {
            if (json.ValueTextEquals("metadata"u8))
            {
                metadata = PodMetadata.Read(ref json);
            }
            else if (json.ValueTextEquals("spec"u8))
            {
                containers = ReadContainers(ref json, "containers"u8, "spec.containers");
            }
            else if (json.ValueTextEquals("status"u8))
            {
                statuses = ReadContainers(ref json, "containerStatuses"u8, "status.containerStatuses");
            }
            else
            {
                json.SkipValue();
            }
        }

        return ToPod(metadata ?? new(), containers, statuses, requestNamespace);
    }

    private static AdmittedPod ToPod(PodMetadata metadata, ImmutableArray<ReadContainer> containers, ImmutableArray<ReadContainer> statuses, string requestNamespace)
    {
        var pod = new Pod
        {
            Namespace = metadata.Namespace.Length == 0 ? requestNamespace : metadata.Namespace,
            Name = metadata.Name,
            Labels = metadata.Labels ?? NoStrings,
            Annotations = metadata.Annotations,
            Owners = metadata.Owners,
            Containers = ImmutableArray.CreateRange(containers, static c => new Container { Name = c.Name, Resources = c.Resources ?? ContainerResources.None }),
            ContainerStatuses = ImmutableArray.CreateRange(statuses, static s => new ContainerStatus { Name = s.Name, Resources = s.Resources }),
        };
        return containers.Any(static c => c.HasClaims) ? new(pod, [.. containers.Where(static c => c.HasClaims).Select(static c => c.Name)]) : new(pod);
    }

    /// <summary>Reads one array of a <c>spec</c> or <c>status</c> and skips all else.</summary>
    private static ImmutableArray<ReadContainer> ReadContainers(ref Utf8JsonReader json, ReadOnlySpan<byte> member, string path)
    {
        var containers = ImmutableArray<ReadContainer>.Empty;
        if (!json.EnterObject())
        {
            return containers;
        }

        while (json.NextMember())
        {
            if (json.ValueTextEquals(member))
            {
                containers = ReadContainers(ref json, path);
            }
            else
            {
                json.SkipValue();
            }
        }

        return containers;
    }

    private static ImmutableArray<ReadContainer> ReadContainers(ref Utf8JsonReader json, string path)
    {
        if (!json.EnterArray())
        {
            return [];
        }

        var containers = ImmutableArray.CreateBuilder<ReadContainer>(2);
        while (json.NextItem())
        {
            try
            {
                containers.Add(ReadContainer.Read(ref json));
            }
            catch (JsonException e)
            {
                throw new JsonException(e.Message, $"{path}[{containers.Count}]", e.LineNumber, e.BytePositionInLine, e);
            }
        }

        return containers.DrainToImmutable();
    }
}
