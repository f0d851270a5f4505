using System.Text.Json.Nodes;

namespace Vpa.Admission.Tests.Reviewing;

/// <summary>Replies about VPA objects (A53-A61, A88-A90); the rules themselves are covered by the vectors.</summary>
public sealed class VpaReviewTests
{
    [Fact]
    public async Task A_refusal_names_every_field_and_is_an_invalid_status() // E10
    {
        var response = await RespondAsync("""{"spec":{"updatePolicy":{"updateMode":"bad","minReplicas":0}}}""");

        const string Modes = "supported values: \"InPlace\", \"InPlaceOrRecreate\", \"Initial\", \"Off\", \"Recreate\"";
        Assert.False((bool)response["allowed"]!);
        var status = response["status"]!;
        Assert.Equal(("Failure", "Invalid", 422), ((string?)status["status"], (string?)status["reason"], (int)status["code"]!));
        Assert.Equal(
            "VerticalPodAutoscaler.autoscaling.k8s.io \"v\" is invalid: [spec.updatePolicy.updateMode: Unsupported value: \"bad\": "
            + Modes + ", spec.updatePolicy.minReplicas: Invalid value: 0: must be positive]",
            (string?)status["message"]);
        Assert.Equal(
            ["FieldValueNotSupported", "FieldValueInvalid"], status["details"]!["causes"]!.AsArray().Select(c => (string)c!["reason"]!));
        Assert.Equal(
            ("v", "autoscaling.k8s.io", "VerticalPodAutoscaler"),
            ((string?)status["details"]!["name"], (string?)status["details"]!["group"], (string?)status["details"]!["kind"]));
        Assert.Null(response["patch"]);
    }

    [Theory]
    [InlineData("""{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"a","minAllowed":{"cpu":"ten"}}]}}}""")]
    [InlineData("""{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"a","oomMinBumpUp":"1 Gi"}]}}}""")]
    public async Task A_malformed_quantity_gets_the_text_clients_know(string vpa) => Assert.Equal( // A53
        "VerticalPodAutoscaler.autoscaling.k8s.io \"v\" is invalid: .: Internal error: quantities must match the regular expression"
        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        (string?)(await RespondAsync(vpa))["status"]!["message"]);

    [Theory]
    [InlineData("64mi")]
    [InlineData("1K")]
    public async Task A_suffix_that_is_none_is_told_as_such(string quantity) => Assert.EndsWith( // A53
        ".: Internal error: unable to parse quantity's suffix",
        (string?)(await RespondAsync($$$"""{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"a","minAllowed":{"memory":"{{{quantity}}}"} }]} } }"""))["status"]!["message"],
        StringComparison.Ordinal);

    [Fact]
    public async Task An_old_object_that_cannot_be_read_is_told_with_its_own_value() // A53
    {
        var response = await RespondAsync("""{"spec":{"updatePolicy":{"minReplicas":2}}}""", """{"spec":{"updatePolicy":{"minReplicas":"two"}}}""");

        Assert.EndsWith(
            "json: spec.updatePolicy.minReplicas: \"two\" is of the wrong type (in the object as it was before)", (string?)response["status"]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spec":7}""", "json: spec: 7 is of the wrong type")]
    [InlineData("""{"spec":{"updatePolicy":{"minReplicas":"two"}}}""", "json: spec.updatePolicy.minReplicas: \"two\" is of the wrong type")]
    [InlineData("""{"spec":{"updatePolicy":{"updateMode":false}}}""", "json: spec.updatePolicy.updateMode: false is of the wrong type; words such as Off are to be put in quotes in YAML")]
    [InlineData(
        """{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"a"},{"controlledResources":"cpu"}]}}}""",
        "json: spec.resourcePolicy.containerPolicies[1].controlledResources: \"cpu\" is of the wrong type")]
    public async Task A_value_of_the_wrong_type_is_named(string vpa, string text) // A53
    {
        var response = await RespondAsync(vpa);

        Assert.Equal(".", (string?)response["status"]!["details"]!["causes"]![0]!["field"]);
        Assert.EndsWith("is invalid: .: Internal error: " + text, (string?)response["status"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_beginning_of_a_long_value_is_told()
    {
        var response = await RespondAsync($$$"""{"spec":{"updatePolicy":{"minReplicas":"{{{new string('x', 5000)}}}"} } }""");

        Assert.True(((string)response["status"]!["message"]!).Length < 300);
    }

    [Fact]
    public async Task A_missing_update_policy_is_filled_in() // A90
    {
        var response = await RespondAsync("""{"spec":{}}""");

        Assert.Equal(
            """[{"op":"add","path":"/spec/updatePolicy","value":{"updateMode":"Recreate"}}]""",
            System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)response["patch"]!)));
    }

    [Fact]
    public async Task Mode_auto_is_allowed_with_a_warning() // A88
    {
        var response = await RespondAsync("""{"spec":{"updatePolicy":{"updateMode":"Auto"}}}""");

        Assert.True((bool)response["allowed"]!);
        var warning = (string)Assert.Single(response["warnings"]!.AsArray())!;
        Assert.StartsWith("spec.updatePolicy: \"Auto\" mode is deprecated", warning, StringComparison.Ordinal);
        Assert.Contains("[InPlace InPlaceOrRecreate Initial Off Recreate]", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_old_object_uses_may_stay_while_its_gate_is_off() // A55-A58, A89
    {
        const string Uses = """
            {"spec":{"updatePolicy":{"updateMode":"InPlace"},"startupBoost":{"cpu":{"type":"Factor","factor":2}},
            "resourcePolicy":{"containerPolicies":[{"containerName":"a","oomMinBumpUp":"1Mi","controlledResources":["cpu","x"]}]}}}
            """;

        Assert.Equal(4, (await RespondAsync(Uses))["status"]!["details"]!["causes"]!.AsArray().Count);
        var response = await RespondAsync(Uses, Uses);
        Assert.True((bool)response["allowed"]!);
        Assert.Single(response["warnings"]!.AsArray());
    }

    [Theory]
    [InlineData("VerticalPodAutoscaler")]
    [InlineData("vpa-of-old")]
    public async Task A_refusal_names_the_kind_that_was_asked_for(string kind) // A60
    {
        var status = (await RespondAsync("""{"spec":{"updatePolicy":{"updateMode":"bad"}}}""", kind: kind))["status"]!;

        Assert.Equal(kind, (string?)status["details"]!["kind"]);
        Assert.StartsWith(kind + ".autoscaling.k8s.io \"v\" is invalid", (string?)status["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    [InlineData("""{"cpu":{"type":"Factor","factor":3}}""", true)]
    public async Task A_boost_at_the_top_may_stay_where_one_was_used(string old, bool isAllowed) => // A55
        Assert.Equal(isAllowed, (bool)(await RespondAsync(
            """{"spec":{"startupBoost":{"cpu":{"type":"Factor","factor":2}}}}""", $$$"""{"spec":{"startupBoost":{{{old}}} } }"""))["allowed"]!);

    [Fact]
    public async Task A_policy_with_an_empty_boost_counts_as_using_it() => // A55
        Assert.True((bool)(await RespondAsync(
            """{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"a","startupBoost":{"cpu":{"type":"Factor","factor":2}}}]}}}""",
            """{"spec":{"resourcePolicy":{"containerPolicies":[{"containerName":"a","startupBoost":{}}]}}}"""))["allowed"]!);

    private static async Task<JsonNode> RespondAsync(string vpa, string old = "null", string kind = "VerticalPodAutoscaler")
    {
        using var webhook = new Webhook(new AdmissionStateOf());
        return await webhook.RespondAsync($$$"""
            {"request":{"uid":"u","requestKind":{"kind":"{{{kind}}}"},"resource":{"group":"autoscaling.k8s.io","version":"v1beta2",
            "resource":"verticalpodautoscalers"},"name":"v","operation":"UPDATE","object":{{{vpa}}},"oldObject":{{{old}}}}}
            """);
    }
}
