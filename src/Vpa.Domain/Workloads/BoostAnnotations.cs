using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Vpa.Domain.Quantities;

namespace Vpa.Domain.Workloads;

/// <summary>The annotations in which a start-up boost keeps a container's original resources (A138, U73).</summary>
public static class BoostAnnotations
{
    /// <summary>What the key of every such annotation begins with; the container's name follows.</summary>
    public const string Prefix = "vpaCpuStartupBoost/";

    /// <summary>Whether a pod carries at least one.</summary>
    public static bool ArePresentOn(Pod pod)
    {
        foreach (var key in pod.Annotations?.Keys ?? [])
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The key of a container's annotation.</summary>
    public static string KeyOf(string container) => Prefix + container;

    /// <summary>Whether a container of a pod is boosted.</summary>
    public static bool IsOn(Pod pod, string container) => pod.Annotations?.ContainsKey(KeyOf(container)) == true;

    /// <summary>Reads the resources that a container had before its boost.</summary>
    /// <returns>False when there is no annotation, or it is not an object with lists of quantities in <c>requests</c> and <c>limits</c>.</returns>
    public static bool TryReadOriginal(Pod pod, string container, [NotNullWhen(true)] out ContainerResources? original)
    {
        original = null;
        if (pod.Annotations is null || !pod.Annotations.TryGetValue(KeyOf(container), out var text))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            original = new ContainerResources(ReadList(json.RootElement, "requests"), ReadList(json.RootElement, "limits"));
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // The last is what the reader throws at half of a surrogate pair that is escaped in a name or a value.
            return false;
        }
    }

    /// <summary>The value that keeps a container's resources: compact JSON of cpu and memory in both lists (A138).</summary>
    public static string Write(ContainerResources original)
    {
        ArgumentNullException.ThrowIfNull(original);
        return $$"""{"requests":{{Members(original.Requests)}},"limits":{{Members(original.Limits)}}}""";
    }

    private static string Members(ResourceList? list)
    {
        // Neither the two names nor a canonical quantity has a character that JSON would escape.
        var members = (list ?? ResourceList.Empty)
            .Where(e => e.Key is ResourceNames.Cpu or ResourceNames.Memory)
            .Select(e => $"\"{e.Key}\":\"{e.Value}\"");
        return $"{{{string.Join(',', members)}}}";
    }

    private static ResourceList ReadList(JsonElement resources, string field)
    {
        if (!resources.TryGetProperty(field, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return ResourceList.Empty;
        }

        if (list.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{field} is a {list.ValueKind}, not an object.");
        }

        return ResourceList.Of(list.EnumerateObject().Select(e => new KeyValuePair<string, Quantity>(e.Name, ReadQuantity(e))));
    }

    private static Quantity ReadQuantity(JsonProperty entry) =>
        entry.Value.ValueKind == JsonValueKind.String && Quantity.TryParse(entry.Value.GetString(), out var quantity)
            ? quantity
            : throw new FormatException($"The value of {entry.Name} is not a quantity: {entry.Value}.");
}
