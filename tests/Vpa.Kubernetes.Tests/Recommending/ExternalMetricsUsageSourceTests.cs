using System.Collections.Immutable;
using System.Net;
using System.Text;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Recommending;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Tests.Recommending;

public sealed class ExternalMetricsUsageSourceTests
{
    private static readonly ExternalMetricsOptions Options = new() { CpuMetric = "cpu", MemoryMetric = "memory", ContainerLabel = "container" };
    private static readonly DateTimeOffset Measured = new(2024, 3, 1, 10, 29, 58, TimeSpan.Zero);

    [Fact]
    public async Task Each_pod_is_asked_about_by_the_selector_of_its_VPA() // R119
    {
        var adapter = new Adapter(query => Item("app", query.StartsWith("cpu", StringComparison.Ordinal) ? "250m" : "100Mi"));
        using var api = adapter.Connect();
        var subject = new UsageSubject("shop", Selector("app=web,tier in (a,b),!canary"), ["web-1", "web-2"]);
        var reading = await Source(api).ReadUsageAsync([subject, subject], CancellationToken.None);

        Assert.Equal(
            ["cpu app=web,tier in (a,b),!canary,pod=web-1", "cpu app=web,tier in (a,b),!canary,pod=web-2", "memory app=web,tier in (a,b),!canary,pod=web-1", "memory app=web,tier in (a,b),!canary,pod=web-2"],
            adapter.Queries.Order(StringComparer.Ordinal));
        Assert.All(adapter.Paths, p => Assert.StartsWith("/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/", p, StringComparison.Ordinal));
        Assert.Equal(["web-1", "web-2"], reading.Pods.Select(p => p.Pod.Name).Order(StringComparer.Ordinal));
        Assert.All(reading.Pods, p => Assert.Equal(Measured, p.Timestamp));
        Assert.All(reading.Pods, p => Assert.Equal([new("app", Quantity.Parse("250m"), Quantity.Parse("100Mi"))], p.Containers.ToArray()));
        Assert.Equal((0, null), (reading.Unreadable, reading.Fault));
    }

    [Fact]
    public async Task A_resource_without_metric_or_value_is_unknown_and_not_zero() // unlike Q19
    {
        var adapter = new Adapter(query => query.StartsWith("cpu", StringComparison.Ordinal) ? Item("app", "1") : List());
        using var api = adapter.Connect();
        var reading = await Source(api).ReadUsageAsync([Web("web-1")], CancellationToken.None);
        Assert.Equal(new ContainerUsage("app", Quantity.Parse("1"), null), Assert.Single(Assert.Single(reading.Pods).Containers));

        reading = await Source(api, Options with { CpuMetric = "" }).ReadUsageAsync([Web("web-1")], CancellationToken.None);
        Assert.Empty(reading.Pods);
        Assert.Equal("memory app=web,pod=web-1", adapter.Queries[^1]);
    }

    [Theory]
    [InlineData("""{"items":[{"metricLabels":{"container":"app"},"timestamp":"2024-03-01T10:29:58Z","value":"lots"}]}""", 1)]
    [InlineData("""{"items":[{"metricLabels":{"container":"app"},"value":"1"}]}""", 1)]
    [InlineData("""{"items":[{"metricLabels":"x","timestamp":"2024-03-01T10:29:58Z","value":"1"},7]}""", 2)]
    [InlineData("""{"items":[{"metricLabels":{"other":"app"},"timestamp":"2024-03-01T10:29:58Z","value":"1"}]}""", 0)]
    [InlineData("""{"items":null}""", 0)]
    [InlineData("{}", 0)]
    public async Task Garbage_about_one_pod_costs_only_that_pod(string garbage, int unreadable)
    {
        var adapter = new Adapter(query => query.EndsWith("pod=bad", StringComparison.Ordinal) ? (HttpStatusCode.OK, garbage) : Item("app", "1"));
        using var api = adapter.Connect();
        var reading = await Source(api, Options with { MemoryMetric = "" }).ReadUsageAsync([Web("bad", "good")], CancellationToken.None);
        Assert.Equal("good", Assert.Single(reading.Pods).Pod.Name);
        Assert.Equal(unreadable, reading.Unreadable);
        Assert.Equal(unreadable > 0, reading.Fault is not null);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "{}")]
    [InlineData(HttpStatusCode.NotFound, "{}")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, """{"items":[""")]
    public async Task A_query_that_fails_costs_only_its_pod(HttpStatusCode status, string body) // upstream gives up the listing
    {
        var adapter = new Adapter(query => query.EndsWith("pod=bad", StringComparison.Ordinal) ? (status, body) : Item("app", "1"));
        using var api = adapter.Connect();
        var reading = await Source(api).ReadUsageAsync([Web("bad", "good")], CancellationToken.None);
        Assert.Equal("good", Assert.Single(reading.Pods).Pod.Name);
        Assert.Equal(1, reading.Unreadable);
        Assert.Contains("external.metrics.k8s.io", reading.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_is_not_there_is_given_up_soon()
    {
        var adapter = new Adapter(_ => (HttpStatusCode.NotFound, """{"kind":"Status","message":"the server could not find the requested resource"}"""));
        using var api = adapter.Connect();
        var failure = await Assert.ThrowsAsync<UsageUnavailableException>(
            () => Source(api).ReadUsageAsync([Web([.. Enumerable.Range(0, 1000).Select(i => $"web-{i}")])], CancellationToken.None));
        Assert.Contains("could not find the requested resource", failure.Message, StringComparison.Ordinal);
        Assert.InRange(adapter.Queries.Count, 20, 40);
    }

    [Fact]
    public async Task What_was_read_before_the_time_limit_counts()
    {
        var adapter = new Adapter(query => query.EndsWith("pod=slow", StringComparison.Ordinal) ? null : Item("app", "1"));
        using var api = adapter.Connect();
        var reading = await Source(api, Options with { Timeout = TimeSpan.FromSeconds(2) }).ReadUsageAsync([Web("good", "slow")], CancellationToken.None);
        Assert.Equal("good", Assert.Single(reading.Pods).Pod.Name);
        Assert.Equal(1, reading.Unreadable);
        Assert.Contains("2s", reading.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_ask_about_is_no_failure()
    {
        var adapter = new Adapter(_ => (HttpStatusCode.NotFound, "{}"));
        using var api = adapter.Connect();
        Assert.Empty((await Source(api).ReadUsageAsync([], CancellationToken.None)).Pods);
        Assert.Empty(adapter.Queries);
    }

    [Theory]
    [InlineData("a=b,c!=d,e in (f,g),h notin (i,j),k,!l,m>1,n<2")]
    [InlineData("")]
    public void A_selector_is_printed_as_it_is_read(string text) => Assert.Equal(text, LabelSelectorText.Print(Selector(text)));

    private static LabelSelector Selector(string text) => LabelSelectorText.TryParse(text, out var selector) ? selector : throw new FormatException(text);

    private static UsageSubject Web(params string[] pods) => new("shop", Selector("app=web"), ImmutableArray.Create(pods));

    private static ExternalMetricsUsageSource Source(KubernetesApi api, ExternalMetricsOptions? options = null) => new(api, options ?? Options, TimeProvider.System);

    private static (HttpStatusCode, string)? Item(string container, string value) =>
        List($$"""{"metricName":"m","metricLabels":{"container":"{{container}}"},"timestamp":"2024-03-01T10:29:58Z","value":"{{value}}"}""");

    private static (HttpStatusCode, string)? List(string items = "") =>
        (HttpStatusCode.OK, $$"""{"kind":"ExternalMetricValueList","apiVersion":"external.metrics.k8s.io/v1beta1","metadata":{},"items":[{{items}}]}""");

    /// <summary>Answers "metric selector" queries; null never answers.</summary>
    private sealed class Adapter(Func<string, (HttpStatusCode Status, string Body)?> answer) : HttpMessageHandler
    {
        private readonly List<(string Path, string Query)> _asked = [];

        public IReadOnlyList<string> Queries => [.. Asked.Select(a => a.Query)];

        public IReadOnlyList<string> Paths => [.. Asked.Select(a => a.Path)];

        private List<(string Path, string Query)> Asked
        {
            get
            {
                lock (_asked)
                {
                    return [.. _asked];
                }
            }
        }

        public KubernetesApi Connect() => new(this, new Uri("https://api.example"), new KubernetesApiOptions { QueriesPerSecond = 0 }, TimeProvider.System);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            var query = $"{path.Split('/')[^1]} {Uri.UnescapeDataString(request.RequestUri.Query)["?labelSelector=".Length..]}";
            lock (_asked)
            {
                _asked.Add((path, query));
            }

            if (answer(query) is not var (status, body))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                throw new OperationCanceledException(cancellationToken);
            }

            return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}
