using System.Text.Json.Nodes;
using Vpa.Domain.Policies;

namespace Vpa.Admission.Tests.Reviewing;

/// <summary>
/// The table of section 8.3, rule by rule: what is refused, with the cause's field, reason and value, and beside it what is just legal. The vectors have the
/// combinations.
/// </summary>
public sealed class VpaRuleTests
{
    private const string P = "spec.resourcePolicy.containerPolicies[0]";
    private const string Mode = "spec.updatePolicy.updateMode";
    private const string Boost = "spec.startupBoost";

    private static readonly FeatureGates Off = new();
    private static readonly FeatureGates On = new(CpuStartupBoost: true, InPlace: true, PerVpaConfig: true);

    /// <summary>Rule, specification, gates on or off, and the cause as <c>field reason lead-and-value</c>; null when it is legal.</summary>
    public static TheoryData<string, string, bool, string?> Rules => new()
    {
        { "A62", """{"targetRef":null,"updatePolicy":{"updateMode":"Off"}}""", false, null },
        { "A63", """{"updatePolicy":{}}""", false, $"{Mode} FieldValueRequired Required value" },
        { "A63", """{"updatePolicy":{"updateMode":"Off"}}""", false, null },
        { "A64", """{"updatePolicy":{"updateMode":""}}""", false, $"{Mode} FieldValueNotSupported Unsupported value: \"\": supported values: \"InPlace\", \"InPlaceOrRecreate\", \"Initial\", \"Off\", \"Recreate\"" },
        { "A64", """{"updatePolicy":{"updateMode":"off"}}""", false, $"{Mode} FieldValueNotSupported Unsupported value: \"off\"" },
        { "A64", """{"updatePolicy":{"updateMode":"Initial"}}""", false, null },
        { "A64", """{"updatePolicy":{"updateMode":"InPlaceOrRecreate"}}""", false, null },
        { "A65", """{"updatePolicy":{"updateMode":"InPlace"}}""", false, $"{Mode} FieldValueForbidden Forbidden" },
        { "A65", """{"updatePolicy":{"updateMode":"InPlace"}}""", true, null },
        { "A66", """{"updatePolicy":{"updateMode":"Off","minReplicas":-1}}""", false, "spec.updatePolicy.minReplicas FieldValueInvalid Invalid value: -1" },
        { "A66", """{"updatePolicy":{"updateMode":"Off","minReplicas":1}}""", false, null },
        { "A67", """{"updatePolicy":{"updateMode":"Off","evictAfterOOMSeconds":5}}""", false, "spec.updatePolicy.evictAfterOOMSeconds FieldValueForbidden Forbidden" },
        { "A68", """{"updatePolicy":{"updateMode":"Off","evictAfterOOMSeconds":0}}""", true, "spec.updatePolicy.evictAfterOOMSeconds FieldValueInvalid Invalid value: 0" },
        { "A68", """{"updatePolicy":{"updateMode":"Off","evictAfterOOMSeconds":1}}""", true, null },
        { "A69", Policy("""{"containerName":""}"""), false, $"{P}.containerName FieldValueRequired Required value" },
        { "A70", Policy("""{"containerName":"a","mode":"auto"}"""), false, $"{P}.mode FieldValueNotSupported Unsupported value: \"auto\": supported values: \"Auto\", \"Off\"" },
        { "A70", Policy("""{"containerName":"a","mode":"Auto"}"""), false, null },
        { "A71", Policy("""{"containerName":"a","minAllowed":{"cpu":"187500u"}}"""), false, $"{P}.minAllowed[cpu] FieldValueInvalid Invalid value: \"187500u\"" },
        { "A71", Policy("""{"containerName":"a","maxAllowed":{"cpu":"0.0005"}}"""), false, $"{P}.maxAllowed[cpu] FieldValueInvalid Invalid value: \"500u\"" },
        { "A71", Policy("""{"containerName":"a","minAllowed":{"cpu":"187m","nvidia.com/gpu":"0.5"}}"""), false, null },
        { "A72", Policy("""{"containerName":"a","maxAllowed":{"memory":"100m"}}"""), false, $"{P}.maxAllowed[memory] FieldValueInvalid Invalid value: \"100m\"" },
        { "A72", Policy("""{"containerName":"a","maxAllowed":{"memory":"1.5Ki"}}"""), false, null },
        { "A73", Policy("""{"containerName":"a","minAllowed":{"memory":"2Gi"},"maxAllowed":{"memory":"1Gi"}}"""), false, $"{P}.maxAllowed[memory] FieldValueInvalid Invalid value: \"1Gi\"" },
        { "A73", Policy("""{"containerName":"a","minAllowed":{"gpu":"2"},"maxAllowed":{"gpu":"1"}}"""), false, $"{P}.maxAllowed[gpu] FieldValueInvalid Invalid value: \"1\"" },
        { "A73", Policy("""{"containerName":"a","minAllowed":{"cpu":"1"},"maxAllowed":{"cpu":"1000m"}}"""), false, null },
        { "A74", Policy("""{"containerName":"a","mode":"Off","controlledValues":"RequestsAndLimits"}"""), false, $"{P}.controlledValues FieldValueForbidden Forbidden" },
        { "A74", Policy("""{"containerName":"a","mode":"Off","controlledValues":"RequestsOnly"}"""), false, null },
        { "A75", Policy("""{"containerName":"a","controlledResources":["cpu","disk"]}"""), false, $"{P}.controlledResources[1] FieldValueNotSupported Unsupported value: \"disk\": supported values: \"cpu\", \"memory\"" },
        { "A75", Policy("""{"containerName":"a","controlledResources":[]}"""), false, null },
        { "A76", Policy("""{"containerName":"a","oomBumpUpRatio":"2"}"""), false, $"{P}.oomBumpUpRatio FieldValueForbidden Forbidden" },
        { "A77", Policy("""{"containerName":"a","oomBumpUpRatio":"0.5"}"""), true, $"{P}.oomBumpUpRatio FieldValueInvalid Invalid value: 0.5" },
        { "A77", Policy("""{"containerName":"a","oomBumpUpRatio":-1}"""), true, $"{P}.oomBumpUpRatio FieldValueInvalid Invalid value: -1" },
        { "A77", Policy("""{"containerName":"a","oomBumpUpRatio":"0.9999"}"""), true, null },
        { "A78", Policy("""{"containerName":"a","oomMinBumpUp":"1Mi"}"""), false, $"{P}.oomMinBumpUp FieldValueForbidden Forbidden" },
        { "A79", Policy("""{"containerName":"a","oomMinBumpUp":"-500m"}"""), true, $"{P}.oomMinBumpUp FieldValueInvalid Invalid value: -1" },
        { "A79", Policy("""{"containerName":"a","oomMinBumpUp":"0"}"""), true, null },
        { "A80", Policy("""{"containerName":"a","memoryAggregationIntervalSeconds":60}"""), false, $"{P}.memoryAggregationIntervalSeconds FieldValueForbidden Forbidden" },
        { "A80", Policy("""{"containerName":"a","memoryAggregationIntervalSeconds":0}"""), true, $"{P}.memoryAggregationIntervalSeconds FieldValueInvalid Invalid value: 0" },
        { "A80", Policy("""{"containerName":"a","memoryAggregationIntervalSeconds":1}"""), true, null },
        { "A81", Policy("""{"containerName":"a","memoryAggregationIntervalCount":8}"""), false, $"{P}.memoryAggregationIntervalCount FieldValueForbidden Forbidden" },
        { "A81", Policy("""{"containerName":"a","memoryAggregationIntervalCount":-8}"""), true, $"{P}.memoryAggregationIntervalCount FieldValueInvalid Invalid value: -8" },
        { "A81", Policy("""{"containerName":"a","memoryAggregationIntervalCount":1}"""), true, null },
        { "A82", """{"startupBoost":{}}""", false, $"{Boost} FieldValueForbidden Forbidden" },
        { "A82", Policy("""{"containerName":"a","startupBoost":{"cpu":{"type":"nonsense"}}}"""), false, $"{P}.startupBoost FieldValueForbidden Forbidden" },
        { "A82", """{"startupBoost":{}}""", true, null },
        { "A83", """{"startupBoost":{"cpu":{"factor":0}}}""", true, $"{Boost}.cpu.type FieldValueRequired Required value" },
        { "A84", """{"startupBoost":{"cpu":{"type":"factor"}}}""", true, $"{Boost}.cpu.type FieldValueNotSupported Unsupported value: \"factor\": supported values: \"Factor\", \"Quantity\"" },
        { "A85", """{"startupBoost":{"cpu":{"type":"Factor"}}}""", true, $"{Boost}.cpu.factor FieldValueRequired Required value" },
        { "A85", Policy("""{"containerName":"a","startupBoost":{"cpu":{"type":"Factor","factor":0}}}"""), true, $"{P}.startupBoost.cpu.factor FieldValueInvalid Invalid value: 0" },
        { "A85", """{"startupBoost":{"cpu":{"type":"Factor","factor":1}}}""", true, null },
        { "A86", """{"startupBoost":{"cpu":{"type":"Quantity"}}}""", true, $"{Boost}.cpu.quantity FieldValueRequired Required value" },
        { "A86", """{"startupBoost":{"cpu":{"type":"Quantity","quantity":"1500u"}}}""", true, $"{Boost}.cpu.quantity FieldValueInvalid Invalid value: \"1500u\"" },
        { "A86", """{"startupBoost":{"cpu":{"type":"Quantity","quantity":"1500m"}}}""", true, null },
        { "A87", """{"recommenders":[{"name":"a"},{"name":"b"}]}""", false, "spec.recommenders FieldValueTooMany Too many: 2" },
        { "A87", """{"recommenders":[{"name":"a"}]}""", false, null },
    };

    [Theory]   // A62 to A87
    [MemberData(nameof(Rules))]
    public async Task Each_rule_refuses_what_it_says_and_nothing_more(string rule, string spec, bool gates, string? cause)
    {
        Assert.StartsWith("A", rule, StringComparison.Ordinal);
        foreach (var operation in new[] { "CREATE", "UPDATE" })
        {
            var response = await RespondAsync(spec, gates ? On : Off, operation);
            if (cause is null)
            {
                Assert.True((bool)response["allowed"]!, response.ToJsonString());
                continue;
            }

            var found = Assert.Single(response["status"]!["details"]!["causes"]!.AsArray())!;
            var text = $"{(string?)found["field"]} {(string?)found["reason"]} {(string?)found["message"]}";
            Assert.True(text == cause || text.StartsWith(cause + ": ", StringComparison.Ordinal), $"{text}, not {cause}");
            Assert.False((bool)response["allowed"]!);
        }
    }

    [Fact]
    public async Task All_errors_are_told_together_in_the_order_of_the_table() // A59
    {
        var response = await RespondAsync(
            """
            {"recommenders":[{"name":"a"},{"name":"b"}],"startupBoost":{},"updatePolicy":{"updateMode":"x","minReplicas":0},
             "resourcePolicy":{"containerPolicies":[{"containerName":"a","mode":"x","minAllowed":{"cpu":"1u"}},{"containerName":""}]}}
            """, Off);
        Assert.Equal(
            [Mode, "spec.updatePolicy.minReplicas", P + ".mode", P + ".minAllowed[cpu]", "spec.resourcePolicy.containerPolicies[1].containerName", Boost, "spec.recommenders"],
            response["status"]!["details"]!["causes"]!.AsArray().Select(c => (string?)c!["field"]));
    }

    private static string Policy(string policy) => $$$"""{"resourcePolicy":{"containerPolicies":[{{{policy}}}]}}""";

    private static async Task<JsonNode> RespondAsync(string spec, FeatureGates gates, string operation = "CREATE")
    {
        using var webhook = new Webhook(new AdmissionStateOf(), new() { Gates = gates });
        return await webhook.RespondAsync($$$"""
            {"request":{"uid":"u","requestKind":{"kind":"VerticalPodAutoscaler"},"resource":{"group":"autoscaling.k8s.io","version":"v1",
            "resource":"verticalpodautoscalers"},"name":"v","operation":"{{{operation}}}","object":{"spec":{{{spec}}} },"oldObject":null} }
            """);
    }
}
