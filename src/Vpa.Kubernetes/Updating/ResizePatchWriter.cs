using System.Buffers;
using System.Text.Json;
using Vpa.Domain.Admitting;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;

namespace Vpa.Kubernetes.Updating;

/// <summary>Writes the two patches of a resize (U96, U99). Both hold for the pod of one UID only, so that a successor of the same name is spared.</summary>
internal static class ResizePatchWriter
{
    /// <summary>The JSON patch of <c>pods/resize</c>.</summary>
    public static ReadOnlyMemory<byte> Resize(Pod pod, PodResize resize) => Write(json =>
    {
        json.WriteStartArray();
        WriteOperation(json, "test", PatchOperation.AddText("/metadata/uid", pod.Uid));
        foreach (var operation in resize.Operations)
        {
            WriteOperation(json, "add", operation);
        }

        json.WriteEndArray();
    });

    /// <summary>
    /// The merge patch of the pod's annotations. Upstream's is a JSON patch that, on a pod without annotations, wipes those that came meanwhile.
    /// </summary>
    public static ReadOnlyMemory<byte> Annotations(Pod pod, PodResize resize, string updated) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        json.WriteString("uid"u8, pod.Uid);
        json.WriteStartObject("annotations"u8);
        json.WriteString(PodAnnotationKeys.InPlaceUpdated, updated);
        foreach (var key in resize.EndedBoosts)
        {
            json.WriteNull(key);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            write(json);
        }

        return output.WrittenMemory;
    }

    private static void WriteOperation(Utf8JsonWriter json, string name, PatchOperation operation)
    {
        json.WriteStartObject();
        json.WriteString("op"u8, name);
        json.WriteString("path"u8, operation.Path);
        json.WritePropertyName("value"u8);
        if (operation.Text is not null)
        {
            json.WriteStringValue(operation.Text);
        }
        else
        {
            // Of objects, a resize only makes empty ones.
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
