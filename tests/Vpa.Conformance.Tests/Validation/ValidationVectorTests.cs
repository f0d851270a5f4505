using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Admission.Metrics;
using Vpa.Admission.Reviewing;
using Vpa.Conformance.Tests.Admission;
using Vpa.Domain.Policies;
using Vpa.Testing;
using Vpa.Testing.Vectors;

namespace Vpa.Conformance.Tests.Validation;

/// <summary>VPA objects at the webhook (A53-A90) against <c>validation.json</c> and <c>validation-alpha.json</c>.</summary>
public sealed class ValidationVectorTests
{
    private static readonly JsonArray GatesOff = VectorFile.Cases("validation.json");
    private static readonly JsonArray GatesOn = VectorFile.Cases("validation-alpha.json");

    public static TheoryData<int> GatesOffIndices => [.. Enumerable.Range(0, GatesOff.Count)];

    public static TheoryData<int> GatesOnIndices => [.. Enumerable.Range(0, GatesOn.Count)];

    [Theory]
    [MemberData(nameof(GatesOffIndices))]
    public Task Vpa_is_judged_as_upstream_does(int index) => CheckAsync(GatesOff[index]!, new());

    [Theory]
    [MemberData(nameof(GatesOnIndices))]
    public Task Vpa_is_judged_as_upstream_does_with_all_gates_on(int index) =>
        CheckAsync(GatesOn[index]!, new(CpuStartupBoost: true, InPlace: true, PerVpaConfig: true));

    private static async Task CheckAsync(JsonNode vector, FeatureGates gates)
    {
        var response = await RespondAsync(vector, gates);

        Assert.Equal((bool)vector["allowed"]!, (bool)response["allowed"]!);
        Assert.Equal(
            vector["errorFields"]!.AsArray().Select(f => (string)f!).ToHashSet(StringComparer.Ordinal),
            (response["status"]?["details"]?["causes"]?.AsArray() ?? []).Select(c => (string)c!["field"]!).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(vector["warnings"]?.AsArray().Count ?? 0, response["warnings"]?.AsArray().Count ?? 0);
        var patch = response["patch"] is { } encoded ? JsonNode.Parse(Convert.FromBase64String((string)encoded!)) : new JsonArray();
        Assert.True(JsonNode.DeepEquals(vector["patches"] ?? new JsonArray(), patch), $"{vector["patches"]} but {patch}");
    }

    private static async Task<JsonNode> RespondAsync(JsonNode vector, FeatureGates gates)
    {
        using var meters = new OwnMeters();
        using var metrics = new AdmissionMetrics(meters);
        var reviewer = new AdmissionReviewer(
            new VectorState(new() { Key = new("ns", "v"), Target = new("apps/v1", "Deployment", "d") }, []),
            new() { Gates = gates },
            metrics,
            TimeProvider.System,
            NullLogger<AdmissionReviewer>.Instance);
        var review = new JsonObject
        {
            ["request"] = new JsonObject
            {
                ["uid"] = "u-1",
                ["requestKind"] = new JsonObject { ["kind"] = "VerticalPodAutoscaler" },
                ["resource"] = new JsonObject { ["group"] = "autoscaling.k8s.io", ["version"] = "v1", ["resource"] = "verticalpodautoscalers" },
                ["name"] = "v",
                ["namespace"] = "ns",
                ["operation"] = vector["operation"]!.DeepClone(),
                ["object"] = vector["object"]!.DeepClone(),
                ["oldObject"] = vector["oldObject"]?.DeepClone(),
            },
        };
        var output = new ArrayBufferWriter<byte>();
        AdmissionReviewWriter.Write(output, await reviewer.ReviewAsync(Encoding.UTF8.GetBytes(review.ToJsonString()), CancellationToken.None));
        return JsonNode.Parse(output.WrittenSpan)!["response"]!;
    }
}
