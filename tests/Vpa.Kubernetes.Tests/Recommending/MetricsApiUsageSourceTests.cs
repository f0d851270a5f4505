using System.Net;
using Vpa.Domain.Quantities;
using Vpa.Kubernetes.Recommending;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Tests.Recommending;

public sealed class MetricsApiUsageSourceTests
{
    // As metrics-server answers, with one pod without a time, one that is no object, and values that are no quantities.
    private const string List = """
        {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[
          {"metadata":{"name":"web-1","namespace":"shop","creationTimestamp":"2024-03-01T10:30:02Z","labels":{"app":"web"}},
           "timestamp":"2024-03-01T10:29:58Z","window":"17.153s",
           "containers":[{"name":"app","usage":{"cpu":"31323876n","memory":"280200Ki"}},{"name":"proxy","usage":{"cpu":"0","memory":"x"}}]},
          {"metadata":{"name":"web-2","namespace":"shop"},"containers":[{"name":"app","usage":{"cpu":"1","memory":"1Mi"}}]},
          "nonsense",
          {"metadata":{"name":"web-3","namespace":"shop"},"timestamp":"2024-03-01T11:29:58+01:00","containers":[{"name":"app","usage":{"cpu":2}},{"usage":{}}]},
          {"metadata":{"name":"web-4","namespace":"shop"},"timestamp":"2024-03-01T10:29:58Z","containers":null}
        ]}
        """;

    private static readonly DateTimeOffset Measured = new(2024, 3, 1, 10, 29, 58, TimeSpan.Zero);

    [Fact]   // R118
    public async Task Reads_what_can_be_read_and_counts_the_rest()
    {
        using var api = new Answers(Answers.Text(List)).Connect();
        var reading = await new MetricsApiUsageSource(api, "").ReadUsageAsync([], CancellationToken.None);

        Assert.Equal(["web-1", "web-3", "web-4"], reading.Pods.Select(p => p.Pod.Name));
        Assert.All(reading.Pods, p => Assert.Equal(Measured, p.Timestamp));
        Assert.Equal<ContainerUsage>(
            [new("app", Quantity.Parse("31323876n"), Quantity.Parse("280200Ki")), new("proxy", Quantity.Zero, null)], reading.Pods[0].Containers);
        Assert.Equal<ContainerUsage>([new("app", Quantity.Parse("2"), null)], reading.Pods[1].Containers);
        Assert.Equal((4, "'x' is no quantity"), (reading.Unreadable, reading.Fault));
    }

    [Theory]
    [InlineData("", "GET /apis/metrics.k8s.io/v1beta1/pods")]
    [InlineData("shop", "GET /apis/metrics.k8s.io/v1beta1/namespaces/shop/pods")]
    public async Task Lists_the_namespace_asked_for(string @namespace, string expected)
    {
        var answers = new Answers(Answers.Text("""{"items":[]}"""));
        using var api = answers.Connect();
        Assert.Empty((await new MetricsApiUsageSource(api, @namespace).ReadUsageAsync([], CancellationToken.None)).Pods);
        Assert.Equal(expected, Assert.Single(answers.Requests).Request);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "{}", "metrics-server")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "{}", "could not be read")]
    [InlineData(HttpStatusCode.Forbidden, "{}", "not allowed")]
    [InlineData(HttpStatusCode.OK, "{\"items\":[{\"metadata\":", "could not be read")]
    [InlineData(HttpStatusCode.OK, "<html>", "could not be read")]
    public async Task Says_why_usage_is_unavailable(HttpStatusCode status, string body, string expected)
    {
        using var api = new Answers(Answers.Text(body, status)).Connect();
        var failure = await Assert.ThrowsAsync<UsageUnavailableException>(
            () => new MetricsApiUsageSource(api, "").ReadUsageAsync([], CancellationToken.None));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }
}
