using System.Net;
using System.Text.Json.Nodes;
using Vpa.Domain.Histograms;
using Vpa.Domain.Usage;
using Vpa.Kubernetes.Checkpoints;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Tests.Recommending;

public sealed class CheckpointObjectsTests
{
    private const string NotFound = """{"kind":"Status","status":"Failure","reason":"NotFound","code":404}""";

    // The example of section 4.
    private const string Example = """
        {"metadata": {"name": "my-vpa-app", "namespace": "prod"},
         "spec": {"vpaObjectName": "my-vpa", "containerName": "app"},
         "status": {
           "lastUpdateTime": "2024-03-07T11:00:03Z", "version": "v3",
           "cpuHistogram": {"referenceTimestamp": "2024-03-01T00:00:00Z", "bucketWeights": {"14": 8000, "36": 2000, "8": 10000}, "totalWeight": 812.25},
           "memoryHistogram": {"referenceTimestamp": "2024-03-02T00:00:00Z", "bucketWeights": {"17": 10000, "19": 625, "21": 313}, "totalWeight": 1.2676506002282295e+29},
           "firstSampleStart": "2024-03-01T10:30:00Z", "lastSampleStart": "2024-03-07T10:59:40Z", "totalSamplesCount": 8669
         }}
        """;

    private static readonly AggregateCheckpoint Status = new(
        new DateTimeOffset(2024, 3, 7, 11, 0, 3, 700, TimeSpan.Zero),
        "v3",
        new HistogramCheckpoint(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero), [new(8, 10000), new(14, 8000), new(36, 2000)], 812.25),
        new HistogramCheckpoint(new DateTimeOffset(2024, 3, 2, 0, 0, 0, TimeSpan.Zero), [new(17, 10000), new(19, 625), new(21, 313)], 1.2676506002282295e+29),
        new DateTimeOffset(2024, 3, 1, 10, 30, 0, TimeSpan.Zero),
        new DateTimeOffset(2024, 3, 7, 10, 59, 40, TimeSpan.Zero),
        8669);

    [Fact]
    public async Task Reads_all_pages_and_each_object_as_upstream_writes_it() // R38, R40
    {
        var answers = new Answers(
            Answers.Text($$"""{"metadata":{"continue":"a=b"},"items":[{{Example}}]}"""),
            Answers.Text("""{"metadata":{},"items":[{"metadata":{"name":"x","namespace":"prod"},"spec":{"vpaObjectName":"y","containerName":"z"},"status":{"version":"v3","cpuHistogram":{"referenceTimestamp":null},"memoryHistogram":{},"lastUpdateTime":null}}]}"""));
        var read = await ListAsync(answers);

        Assert.Equal(["GET /apis/autoscaling.k8s.io/v1/verticalpodautoscalercheckpoints?limit=250", "GET /apis/autoscaling.k8s.io/v1/verticalpodautoscalercheckpoints?limit=250&continue=a%3Db"], answers.Requests.Select(r => r.Request));
        var expected = Status with { LastUpdateTime = new DateTimeOffset(2024, 3, 7, 11, 0, 3, TimeSpan.Zero) };
        Assert.Equal(new CheckpointObject(new("prod", "my-vpa-app"), "my-vpa", "app", expected), read[0]);
        Assert.Equal(new AggregateCheckpoint(null, "v3", new(null, [], 0), new(null, [], 0), null, null, 0), read[1].Status);
    }

    [Theory]
    [InlineData("\"totalWeight\": 812.25", "\"totalWeight\": \"812\"", "cpuHistogram.totalWeight is \"812\", not a number")]
    [InlineData("\"14\": 8000", "\"14\": -1", "cpuHistogram.bucketWeights.14 is -1, not a whole number of at least 0")]
    [InlineData("\"14\": 8000", "\"14\": 1.5", "cpuHistogram.bucketWeights.14 is 1.5, not a whole number of at least 0")]
    [InlineData("\"14\": 8000", "\"one\": 1", "cpuHistogram.bucketWeights has the key 'one', which is no bucket number")]
    [InlineData("\"totalSamplesCount\": 8669", "\"totalSamplesCount\": 1e99", "totalSamplesCount is 1e99, not a whole number")]
    [InlineData("2024-03-01T10:30:00Z", "yesterday", "firstSampleStart is \"yesterday\", not a time")]
    [InlineData("\"status\"", "\"stats\"", "it has no status")]
    public async Task A_status_that_cannot_be_read_is_named_and_costs_only_itself(string part, string broken, string problem)
    {
        var read = await ListAsync(new Answers(Answers.Text($$"""{"metadata":{},"items":[{{Example.Replace(part, broken, StringComparison.Ordinal)}},{{Example}}]}""")));
        Assert.Equal((null, problem), (read[0].Status, read[0].Problem));
        Assert.NotNull(read[1].Status);
    }

    [Fact]
    public async Task A_cluster_without_the_kind_has_none_and_a_failure_is_told()
    {
        Assert.Empty(await ListAsync(new Answers(Answers.Text(NotFound, HttpStatusCode.NotFound))));
        var failure = await Assert.ThrowsAsync<CheckpointsUnavailableException>(() => ListAsync(new Answers(Answers.Text("{}", HttpStatusCode.Forbidden))));
        Assert.Contains("could not be listed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patches_the_status_of_the_very_container() // R134
    {
        var answers = new Answers(Answers.Text("{}"));
        await WriteAsync(answers);
        var (request, body) = Assert.Single(answers.Requests);
        Assert.Equal("PATCH /apis/autoscaling.k8s.io/v1/namespaces/prod/verticalpodautoscalercheckpoints/my-vpa-app application/json-patch+json", request);
        var expected = JsonNode.Parse($$"""
            [{"op":"test","path":"/spec/vpaObjectName","value":"my-vpa"},{"op":"test","path":"/spec/containerName","value":"app"},
             {"op":"add","path":"/status","value":{{JsonNode.Parse(Example)!["status"]!.ToJsonString()}}}]
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), body);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_made() // R36
    {
        var answers = new Answers(Answers.Text(NotFound, HttpStatusCode.NotFound), Answers.Text("{}", HttpStatusCode.Created));
        await WriteAsync(answers);
        Assert.Equal("POST /apis/autoscaling.k8s.io/v1/namespaces/prod/verticalpodautoscalercheckpoints application/json", answers.Requests[1].Request);
        var made = JsonNode.Parse(answers.Requests[1].Body)!;
        Assert.Equal(("my-vpa-app", "my-vpa", "app"), ((string)made["metadata"]!["name"]!, (string)made["spec"]!["vpaObjectName"]!, (string)made["spec"]!["containerName"]!));
    }

    [Fact]
    public async Task Empty_numbers_are_left_out_and_times_without_value_are_null() // R40
    {
        var answers = new Answers(Answers.Text("{}"));
        using var api = answers.Connect();
        await new CheckpointObjects(api, "").WriteAsync(new("prod", "v"), "c", new(null, "v3", new(null, [], 0), new(null, [], 0), null, null, 0), CancellationToken.None);
        Assert.Equal(
            """{"lastUpdateTime":null,"version":"v3","cpuHistogram":{"referenceTimestamp":null},"memoryHistogram":{"referenceTimestamp":null},"firstSampleStart":null,"lastSampleStart":null}""",
            JsonNode.Parse(answers.Requests[0].Body)![2]!["value"]!.ToJsonString());
    }

    private static async Task<List<CheckpointObject>> ListAsync(Answers answers)
    {
        using var api = answers.Connect();
        var read = new List<CheckpointObject>();
        await new CheckpointObjects(api, "").ListAsync(withStatus: true, read.Add, CancellationToken.None);
        return read;
    }

    private static async Task WriteAsync(Answers answers)
    {
        using var api = answers.Connect();
        await new CheckpointObjects(api, "").WriteAsync(new("prod", "my-vpa"), "app", Status, CancellationToken.None);
    }
}
