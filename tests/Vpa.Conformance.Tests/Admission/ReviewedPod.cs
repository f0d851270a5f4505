using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Admission.Metrics;
using Vpa.Admission.Reviewing;
using Vpa.Domain.Admitting;
using Vpa.Testing;

namespace Vpa.Conformance.Tests.Admission;

/// <summary>A pod that went through the webhook: review in, response out, and the patch applied by another implementation of JSON patch.</summary>
internal static class ReviewedPod
{
    /// <summary>The pod as the API server would store it. A webhook that fails leaves a pod unpatched and says so in its log alone, so that counts as wrong here.</summary>
    public static async Task<JsonObject> OfAsync(JsonNode pod, VectorState state, PodAdmissionOptions options)
    {
        using var meters = new OwnMeters();
        using var metrics = new AdmissionMetrics(meters);
        var log = new FakeLogger<AdmissionReviewer>();
        var verdict = await new AdmissionReviewer(state, options, metrics, TimeProvider.System, log).ReviewAsync(Review(pod), CancellationToken.None);
        Assert.DoesNotContain(log.Collector.GetSnapshot(), l => l.Level >= LogLevel.Warning);
        Assert.Equal(PodOutcome.Patched, verdict.Outcome);
        var output = new ArrayBufferWriter<byte>();
        AdmissionReviewWriter.Write(output, verdict);

        var response = JsonNode.Parse(output.WrittenSpan)!["response"]!;
        Assert.Equal("u-1", (string?)response["uid"]);
        Assert.True((bool)response["allowed"]!);
        var patched = (JsonObject)Owned(pod);
        Assert.Equal("JSONPatch", (string?)response["patchType"]);
        JsonSerializer.Deserialize<JsonPatchDocument>(Convert.FromBase64String((string)response["patch"]!))!.ApplyTo(patched);
        return patched;
    }

    private static byte[] Review(JsonNode pod) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["kind"] = "AdmissionReview",
        ["apiVersion"] = "admission.k8s.io/v1",
        ["request"] = new JsonObject
        {
            ["uid"] = "u-1",
            ["requestKind"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["kind"] = "Pod" },
            ["resource"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["resource"] = "pods" },
            ["namespace"] = "ns",
            ["operation"] = "CREATE",
            ["object"] = Owned(pod),
        },
    }.ToJsonString());

    /// <summary>The pods of the vectors have no owner; here the VPA's target controls them directly.</summary>
    private static JsonNode Owned(JsonNode pod)
    {
        var owned = pod.DeepClone();
        owned["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["name"] = "d",
            ["uid"] = "u-2",
            ["controller"] = true,
        });
        return owned;
    }
}
