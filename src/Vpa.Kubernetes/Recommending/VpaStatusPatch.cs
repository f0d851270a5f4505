using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;

namespace Vpa.Kubernetes.Recommending;

/// <summary>The JSON patch that replaces a VPA's status (R98, R100).</summary>
internal static class VpaStatusPatch
{
    /// <summary>The patch as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Of(VpaStatus status)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("op"u8, "add"u8);
            json.WriteString("path"u8, "/status"u8);
            json.WritePropertyName("value"u8);
            Write(json, status);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, VpaStatus status)
    {
        json.WriteStartObject();
        if (status.Recommendation is { } recommendation)
        {
            Write(json, recommendation);
        }

        if (!status.Conditions.IsDefaultOrEmpty)
        {
            json.WriteStartArray("conditions"u8);
            foreach (var condition in status.Conditions)
            {
                Write(json, condition);
            }

            json.WriteEndArray();
        }

        if (status.ObservedGeneration is { } generation)
        {
            json.WriteNumber("observedGeneration"u8, generation);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Recommendation recommendation)
    {
        json.WriteStartObject("recommendation"u8);
        if (!recommendation.Containers.IsDefaultOrEmpty)
        {
            json.WriteStartArray("containerRecommendations"u8);
            foreach (var container in recommendation.Containers)
            {
                json.WriteStartObject();
                json.WriteString("containerName"u8, container.ContainerName);
                Write(json, "target", container.Target);
                WriteUnlessEmpty(json, "lowerBound", container.LowerBound);
                WriteUnlessEmpty(json, "upperBound", container.UpperBound);
                WriteUnlessEmpty(json, "uncappedTarget", container.UncappedTarget);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, ResourceList? resources)
    {
        if (resources is { Count: > 0 })
        {
            Write(json, name, resources);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, ResourceList resources)
    {
        json.WriteStartObject(name);
        foreach (var (resource, quantity) in resources)
        {
            json.WriteString(resource, quantity.ToString());
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VpaCondition condition)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, condition.Type);
        json.WriteString("status"u8, condition.Status);
        json.WriteString(
            "lastTransitionTime"u8, condition.LastTransitionTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (condition.Reason.Length > 0)
        {
            json.WriteString("reason"u8, condition.Reason);
        }

        if (condition.Message.Length > 0)
        {
            json.WriteString("message"u8, condition.Message);
        }

        json.WriteEndObject();
    }
}
