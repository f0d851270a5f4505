using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vpa.Domain.Admitting;

namespace Vpa.Admission.Reviewing;

/// <summary>Writes a verdict as an AdmissionReview of <c>admission.k8s.io/v1</c> (A46-A51, A60).</summary>
internal static class AdmissionReviewWriter
{
    // Only what JSON itself demands is escaped: the reader is the API server, not a browser.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // Writing never waits, so a thread needs them once.
    [ThreadStatic]
    private static Utf8JsonWriter? _reviewJson;

    [ThreadStatic]
    private static Utf8JsonWriter? _patchJson;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _patch;

    /// <summary>Writes the whole review.</summary>
    public static void Write(IBufferWriter<byte> output, AdmissionVerdict verdict)
    {
        var json = On(output, ref _reviewJson);
        json.WriteStartObject();
        json.WriteString("kind"u8, "AdmissionReview"u8);
        json.WriteString("apiVersion"u8, "admission.k8s.io/v1"u8);
        json.WriteStartObject("response"u8);
        json.WriteString("uid"u8, verdict.Uid);
        json.WriteBoolean("allowed"u8, verdict.Refusal is null);
        if (verdict.Refusal is { } refusal)
        {
            WriteStatus(json, refusal);
        }
        else if (!verdict.Operations.IsEmpty)
        {
            var patch = ReusableBuffer.Take(ref _patch);
            WritePatch(patch, verdict.Operations);
            json.WriteBase64String("patch"u8, patch.WrittenSpan);
            json.WriteString("patchType"u8, "JSONPatch"u8);
        }

        if (!verdict.Warnings.IsEmpty)
        {
            WriteStrings(json, "warnings", verdict.Warnings);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
    }

    private static Utf8JsonWriter On(IBufferWriter<byte> output, ref Utf8JsonWriter? json)
    {
        if (json is null)
        {
            return json = new(output, Options);
        }

        json.Reset(output);
        return json;
    }

    private static void WritePatch(IBufferWriter<byte> output, ImmutableArray<PatchOperation> operations)
    {
        var json = On(output, ref _patchJson);
        json.WriteStartArray();
        foreach (var operation in operations)
        {
            json.WriteStartObject();
            json.WriteString("op"u8, "add"u8);
            json.WriteString("path"u8, operation.Path);
            if (operation.Text is not null)
            {
                json.WriteString("value"u8, operation.Text);
            }
            else
            {
                json.WriteStartObject("value"u8);
                foreach (var (member, value) in operation.Members)
                {
                    json.WriteString(member, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
    }

    private static void WriteStatus(Utf8JsonWriter json, Refusal refusal)
    {
        json.WriteStartObject("status"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteString("status"u8, "Failure"u8);
        json.WriteString("message"u8, VpaValidation.Summarize(refusal.Kind, refusal.Name, refusal.Errors));
        json.WriteString("reason"u8, "Invalid"u8);
        json.WriteStartObject("details"u8);
        json.WriteString("name"u8, refusal.Name);
        json.WriteString("group"u8, VpaValidation.Group);
        json.WriteString("kind"u8, refusal.Kind);
        json.WriteStartArray("causes"u8);
        foreach (var error in refusal.Errors)
        {
            json.WriteStartObject();
            json.WriteString("reason"u8, error.Reason.ToString());
            json.WriteString("message"u8, error.Text);
            json.WriteString("field"u8, error.Field);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("code"u8, 422);
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
