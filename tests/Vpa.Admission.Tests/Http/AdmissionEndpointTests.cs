using System.Text;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Policies;
using Vpa.Testing;

namespace Vpa.Admission.Tests.Http;

/// <summary>Literal requests and replies (A13-A19, A43-A52).</summary>
public sealed class AdmissionEndpointTests : IDisposable
{
    private const string AppOf100m = """[{"name":"app","resources":{"requests":{"cpu":"100m"}}}]""";
    private const string EmptyReply = """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"","allowed":true}}""";
    private const string PlainReply = """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"705ab4f5","allowed":true}}""";

    private static readonly VerticalPodAutoscaler WebVpa = AVpa.Named("web").Targeting("Deployment", "web").Recommending("app", "250m");

    private readonly AdmissionStateOf _state = new(WebVpa);
    private readonly Webhook _webhook;
    private readonly MetricCollector<double> _latency;

    public AdmissionEndpointTests()
    {
        _webhook = new(_state);
        _latency = new(_webhook.Metrics.Latency);
    }

    public void Dispose()
    {
        _latency.Dispose();
        _webhook.Dispose();
    }

    [Theory]
    [InlineData("POST", "/")]
    [InlineData("PUT", "/any/path")]
    public async Task A_pod_with_a_vpa_gets_a_patch(string method, string path)
    {
        var patch = """
            [{"op":"add","path":"/metadata/annotations","value":{}},{"op":"add","path":"/spec/containers/0/resources/requests/cpu","value":"250m"},{"op":"add","path":"/metadata/annotations/vpaUpdates","value":"Pod resources updated by web: container 0: cpu request"},{"op":"add","path":"/metadata/annotations/vpaObservedContainers","value":"app"}]
            """;

        var (status, body) = await _webhook.SendAsync(Webhook.Review(Webhook.WebPod(AppOf100m)), method: method, path: path);

        Assert.Equal(200, status);
        Assert.Equal(
            $$$"""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"705ab4f5","allowed":true,"patch":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(patch))}}}","patchType":"JSONPatch"}}""",
            body);
        AssertLatency("applied", "Pod");
    }

    [Fact]
    public async Task A_pod_without_a_vpa_is_admitted_as_it_is() // A102
    {
        _state.Vpas = VpaTargetIndex.Empty;

        Assert.Equal((200, PlainReply), await _webhook.SendAsync(Webhook.Review(Webhook.WebPod(AppOf100m))));
        AssertLatency("skipped", "Pod");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("text/plain")]
    public async Task Another_content_type_gets_an_empty_reply(string? contentType) // A14
    {
        Assert.Equal((200, ""), await _webhook.SendAsync(Webhook.Review(Webhook.WebPod(AppOf100m)), contentType));
        AssertLatency("error", "unknown");
    }

    [Theory]
    [InlineData(5 * 1024 * 1024, 200, EmptyReply)]
    [InlineData((5 * 1024 * 1024) + 1, 413, "request payload too large")]
    public async Task A_body_has_at_most_five_mebibytes(int length, int status, string reply) // A15
    {
        Assert.Equal((status, reply), await _webhook.SendAsync(new MemoryStream(new byte[length])));
        AssertLatency("error", "unknown");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"request":null}""")]
    [InlineData("""{"request":{"uid":7}}""")]
    public async Task What_is_no_review_is_allowed_without_uid(string body) // A44, A45
    {
        Assert.Equal((200, EmptyReply), await _webhook.SendAsync(body));
        AssertLatency("error", "unknown");
    }

    [Fact]
    public async Task A_body_that_breaks_off_counts_as_empty() // A16
    {
        Assert.Equal((200, EmptyReply), await _webhook.SendAsync(new BrokenStream()));
        AssertLatency("error", "unknown");
    }

    [Theory]
    [InlineData("""{"request":{"uid":"705ab4f5"}}""")]
    [InlineData("""{"request":{"uid":"705ab4f5","resource":{"group":"","version":"v1","resource":"pods"},"object":{}}}""")]
    [InlineData("""{"request":{"uid":"705ab4f5","requestKind":{"kind":"Node"},"resource":{"group":"","version":"v1","resource":"nodes"},"object":{}}}""")]
    [InlineData("""{"request":{"uid":"705ab4f5","requestKind":{"kind":"Pod"},"object":{}}}""")]
    public async Task An_incomplete_or_foreign_request_is_allowed(string body) // A45, A48, Q6
    {
        Assert.Equal((200, PlainReply), await _webhook.SendAsync(body));
        AssertLatency("error", "unknown");
    }

    [Fact]
    public async Task A_failure_inside_allows_the_pod_without_a_trace_of_it() // A19, A116
    {
        using var webhook = new Webhook(new FailingState());

        var reply = await webhook.SendAsync(Webhook.Review(Webhook.WebPod(AppOf100m)));

        Assert.Equal((200, PlainReply), reply);
        Assert.Contains(webhook.ReviewerLog.Collector.GetSnapshot(), r => r.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task Activity_and_steps_are_measured() // A18, section 17.3
    {
        var time = new FakeTimeProvider(AnInstant.Start);
        using var webhook = new Webhook(_state, time: time);
        using var steps = new MetricCollector<double>(webhook.Metrics.StepLatency);
        time.Advance(TimeSpan.FromMinutes(5));

        await webhook.SendAsync("", contentType: "text/plain");
        Assert.Equal(AnInstant.Start.AddMinutes(5), webhook.Endpoint.LastActivity);
        await webhook.SendAsync(Webhook.Review(Webhook.WebPod(AppOf100m)));

        Assert.Equal(
            ["total", "read_request", "admit", "build_response", "write_response", "total"],
            steps.GetMeasurementSnapshot().Select(m => m.Tags["step"]));
    }

    private void AssertLatency(string status, string resource)
    {
        var measurement = Assert.Single(_latency.GetMeasurementSnapshot());
        Assert.Equal((status, resource), (measurement.Tags["status"], measurement.Tags["resource"]));
    }

    private sealed class FailingState : Ports.IAdmissionState
    {
        public VpaTargetIndex Vpas => throw new InvalidOperationException("no index");

        public Domain.Workloads.IControllerDirectory Controllers => throw new InvalidOperationException("no directory");

        public IReadOnlyList<Domain.Workloads.LimitRange> LimitRanges(string @namespace) => throw new InvalidOperationException("no limits");
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new IOException("reset by peer"));
    }
}
