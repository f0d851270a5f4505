using System.Net;
using System.Text.Json.Nodes;
using Vpa.Domain.Policies;
using Vpa.Kubernetes.Recommending;
using Vpa.Recommender.Ports;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Recommending;

public sealed class VpaStatusWriterTests
{
    // The example of section 10.
    private static readonly VpaStatus Status = new(
        new Recommendation([
            new()
            {
                ContainerName = "app",
                Target = AResourceList.Of("126m", "250Mi"),
                LowerBound = AResourceList.Of("25m", "250Mi"),
                UpperBound = AResourceList.Of("100G", "97656250000Ki"),
                UncappedTarget = AResourceList.Of("126m", "250Mi"),
            },
        ]),
        [new("RecommendationProvided", "True", new DateTimeOffset(2024, 3, 1, 10, 31, 2, 700, TimeSpan.Zero))],
        1);

    [Theory]
    [InlineData(HttpStatusCode.OK, StatusWriteOutcome.Written)]
    [InlineData(HttpStatusCode.NotFound, StatusWriteOutcome.Gone)]
    [InlineData(HttpStatusCode.InternalServerError, StatusWriteOutcome.Failed)]
    public async Task Replaces_the_status_by_one_JSON_patch_and_tells_how_it_went(HttpStatusCode status, StatusWriteOutcome expected) // R100
    {
        var answers = new Answers(Answers.Text("{}", status));
        using var api = answers.Connect();
        var result = await new VpaStatusWriter(api).WriteStatusAsync(new("shop", "web"), Status, CancellationToken.None);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == StatusWriteOutcome.Failed, result.Reason is not null);
        var (request, body) = Assert.Single(answers.Requests);
        Assert.Equal("PATCH /apis/autoscaling.k8s.io/v1/namespaces/shop/verticalpodautoscalers/web/status application/json-patch+json", request);
        var expectedBody = JsonNode.Parse("""
            [{"op":"add","path":"/status","value":{"recommendation":{"containerRecommendations":[{"containerName":"app",
               "target":{"cpu":"126m","memory":"250Mi"},"lowerBound":{"cpu":"25m","memory":"250Mi"},
               "upperBound":{"cpu":"100G","memory":"97656250000Ki"},"uncappedTarget":{"cpu":"126m","memory":"250Mi"}}]},
             "conditions":[{"type":"RecommendationProvided","status":"True","lastTransitionTime":"2024-03-01T10:31:02Z"}],
             "observedGeneration":1}}]
            """);
        Assert.True(JsonNode.DeepEquals(expectedBody, JsonNode.Parse(body)), body);
    }

    [Fact]
    public void What_is_empty_is_omitted_but_a_target_is_always_there() // R98
    {
        var status = new VpaStatus(new Recommendation([new() { ContainerName = "app" }]), [], 2);
        Assert.Equal(
            """[{"op":"add","path":"/status","value":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{}}]},"observedGeneration":2}}]""",
            System.Text.Encoding.UTF8.GetString(VpaStatusPatch.Of(status).Span));
        Assert.Equal(
            """[{"op":"add","path":"/status","value":{"recommendation":{},"observedGeneration":0}}]""",
            System.Text.Encoding.UTF8.GetString(VpaStatusPatch.Of(new VpaStatus(Recommendation.Empty, [], 0)).Span));
    }
}
