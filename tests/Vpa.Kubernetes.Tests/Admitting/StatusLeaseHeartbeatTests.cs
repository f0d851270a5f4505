using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Admitting;
using Vpa.Kubernetes.Client;
using Vpa.Kubernetes.Tests.Updating;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Admitting;

/// <summary>The status Lease (A36-A40).</summary>
public sealed class StatusLeaseHeartbeatTests
{
    private const string Collection = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private const string Lease = Collection + "/vpa-admission-controller";
    private const string NotFound = """{"kind":"Status","code":404,"reason":"NotFound"}""";
    private const string Existing = """
        {"metadata":{"name":"vpa-admission-controller","resourceVersion":"7","labels":{"theirs":"kept"}},"spec":{"holderIdentity":"old","leaseDurationSeconds":33,"x":1}}
        """;

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, 500, TimeSpan.Zero);

    private readonly FakeLogger<StatusLeaseHeartbeat> _logger = new();
    private readonly FakeTimeProvider _time = new(Now);
    private bool _canServe = true;

    [Fact]
    public async Task A_missing_lease_is_created_without_renewal_time() // A38
    {
        var server = new ScriptedApiServer(r => r.StartsWith("GET", StringComparison.Ordinal) ? (HttpStatusCode.NotFound, NotFound) : (HttpStatusCode.Created, "{}"));

        await BeatAsync(server);

        Assert.Equal(["GET " + Lease, "POST " + Collection], server.Requests.Select(r => r.Request));
        var spec = JsonNode.Parse(server.Requests[1].Body)!["spec"]!;
        Assert.Equal("""{"holderIdentity":"host-1","leaseDurationSeconds":10}""", spec.ToJsonString());
    }

    [Fact]
    public async Task An_existing_lease_is_renewed_and_otherwise_kept()
    {
        var server = new ScriptedApiServer(_ => (HttpStatusCode.OK, Existing));

        await BeatAsync(server);

        Assert.Equal(["GET " + Lease, "PUT " + Lease], server.Requests.Select(r => r.Request));
        var lease = JsonNode.Parse(server.Requests[1].Body)!;
        Assert.Equal(("7", "kept"), ((string?)lease["metadata"]!["resourceVersion"], (string?)lease["metadata"]!["labels"]!["theirs"]));
        Assert.Equal(
            """{"holderIdentity":"host-1","leaseDurationSeconds":33,"x":1,"renewTime":"2026-06-01T12:00:00.500000Z"}""", lease["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Another_replica_being_faster_is_a_success() // A39
    {
        var server = new ScriptedApiServer(r => r.StartsWith("GET", StringComparison.Ordinal) ? (HttpStatusCode.OK, Existing) : (HttpStatusCode.Conflict, """{"kind":"Status","code":409}"""));

        await BeatAsync(server);

        Assert.Equal(2, server.Requests.Count);
        Assert.Empty(_logger.Collector.GetSnapshot());
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(500, 3)]
    [InlineData(504, 3)]
    [InlineData(403, 1)]
    public async Task Errors_that_may_pass_are_tried_again_up_to_three_times(int? code, int attempts) // A40
    {
        var server = new ScriptedApiServer(_ => code is { } c ? ((HttpStatusCode)c, """{"kind":"Status"}""") : null);
        using var api = server.Connect();
        var beat = Heartbeat(api).BeatUnlessUnableAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => beat.IsCompleted, "the beat ended", () => _time.Advance(TimeSpan.FromMilliseconds(100)));

        await beat;
        Assert.Equal(attempts, server.Requests.Count);
        Assert.Single(_logger.Collector.GetSnapshot());
    }

    [Fact]
    public async Task First_beat_comes_after_one_interval_and_none_while_requests_cannot_be_served() // A37
    {
        var server = new ScriptedApiServer(_ => (HttpStatusCode.OK, Existing));
        using var api = server.Connect();
        using var stop = new CancellationTokenSource();
        var running = Heartbeat(api).RunAsync(stop.Token);
        Assert.Empty(server.Requests);

        _canServe = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => _logger.Collector.Count == 1, "withheld");
        Assert.Empty(server.Requests);

        _canServe = true;
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => server.Requests.Count == 2, "renewed");
        await stop.CancelAsync();
        await running;
    }

    private async Task BeatAsync(ScriptedApiServer server)
    {
        using var api = server.Connect();
        await Heartbeat(api).BeatUnlessUnableAsync(CancellationToken.None);
    }

    private StatusLeaseHeartbeat Heartbeat(KubernetesApi api) =>
        new(api, new StatusLeaseOptions { Holder = "host-1" }, () => _canServe, _time, _logger);
}
