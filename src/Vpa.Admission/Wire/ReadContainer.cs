using System.Runtime.InteropServices;
using System.Text.Json;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>What admission looks at of a container or of its status.</summary>
/// <param name="Name">The name; empty when there is none.</param>
/// <param name="Resources">Requests and limits; null when there is no <c>resources</c>.</param>
/// <param name="HasClaims">Whether there are claims.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReadContainer(string Name, ContainerResources? Resources, bool HasClaims)
{
    /// <summary>Reads the item at the reader; null gives a container without a name.</summary>
    /// <exception cref="JsonException">A member is of the wrong type, or a quantity is malformed.</exception>
    public static ReadContainer Read(ref Utf8JsonReader json)
    {
        var (name, resources, hasClaims) = ("", (ContainerResources?)null, false);
        if (json.IsObject())
        {
            while (json.NextMember())
            {
                if (json.ValueTextEquals("name"u8))
                {
                    name = json.ReadText() ?? "";
                }
                else if (json.ValueTextEquals("resources"u8))
                {
                    (resources, hasClaims) = ReadResources(ref json);
                }
                else
                {
                    json.SkipValue();
                }
            }
        }

        return new(name, resources, hasClaims);
    }

    private static (ContainerResources? Resources, bool HasClaims) ReadResources(ref Utf8JsonReader json)
    {
        if (!json.EnterObject())
        {
            return (null, false);
        }

        var (requests, limits, hasClaims) = ((ResourceList?)null, (ResourceList?)null, false);
        while (json.NextMember())
        {
            if (json.ValueTextEquals("requests"u8))
            {
                requests = ReadList(ref json);
            }
            else if (json.ValueTextEquals("limits"u8))
            {
                limits = ReadList(ref json);
            }
            else if (json.ValueTextEquals("claims"u8))
            {
                hasClaims = json.SkipPresent();
            }
            else
            {
                json.SkipValue();
            }
        }

        return (requests is null && limits is null ? ContainerResources.None : new(requests, limits), hasClaims);
    }

    private static ResourceList? ReadList(ref Utf8JsonReader json) => json.EnterObject() ? ResourceListConverter.Read(ref json) : null;
}
