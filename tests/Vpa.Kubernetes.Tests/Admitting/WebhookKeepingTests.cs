using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Admitting;
using Vpa.Simulation.ApiServer;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Admitting;

/// <summary>A registration is kept right while the program runs; upstream's is made once.</summary>
public sealed class WebhookKeepingTests : IAsyncLifetime, IDisposable
{
    private const string Path = "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string A = CaBundleTests.Authority("a", 10);
    private static readonly string B = CaBundleTests.Authority("b", 10);

    private readonly FakeLogger<WebhookRegistration> _logger = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly CancellationTokenSource _stop = new();
    private string _ca = A;
    private SimulatedCluster _cluster = null!;
    private WebhookRegistration _registration = null!;

    public async Task InitializeAsync()
    {
        _cluster = await SimulatedCluster.StartAsync();
        _registration = new(_cluster.Api, new(), () => Encoding.ASCII.GetBytes(_ca), _time, _logger);
        Assert.False(_registration.IsInForce);
        await _registration.RegisterAsync(CancellationToken.None);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task A_rotated_ca_is_registered_within_seconds_A27_A28()
    {
        var keeping = _registration.KeepAsync(_stop.Token);
        _ca = B;
        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => Messages().Contains("Successfully patched webhook with new client CA"), "the new CA was registered");

        Assert.Equal(B, await BundleAsync());
        Assert.Contains("New client CA found, reloading and patching webhook", Messages());
        await StopAsync(keeping);
    }

    [Fact]
    public async Task A_dropped_ca_is_taken_out_even_if_the_first_attempts_are_refused_A27()
    {
        _ca = A + "\n" + B;
        await _registration.RefreshCaBundleAsync(CancellationToken.None);
        _cluster.Server.Faults.Add(new("patch", "mutatingwebhookconfigurations", new Fault.Refuse((int)HttpStatusCode.InternalServerError)) { Count = 2 });
        var keeping = _registration.KeepAsync(_stop.Token);
        _ca = B;
        await Eventually.HoldsAsync(
            () => Messages().Count(m => m.StartsWith("Successfully patched", StringComparison.Ordinal)) == 2, "registered", () => _time.Advance(TimeSpan.FromSeconds(5)));

        Assert.Equal(B, await BundleAsync());
        Assert.Single(Messages(), m => m.StartsWith("Patching the webhook with the new client CA failed", StringComparison.Ordinal));
        Assert.Equal(2, Messages().Count(m => m.StartsWith("New client CA found", StringComparison.Ordinal)));
        await StopAsync(keeping);
    }

    [Fact]
    public async Task A_deleted_configuration_comes_back_within_a_minute()
    {
        var keeping = _registration.KeepAsync(_stop.Token);
        await _cluster.Api.DeleteAsync(Path, CancellationToken.None);
        await Eventually.HoldsAsync(
            () => Messages().Count(m => m.StartsWith("Created", StringComparison.Ordinal)) == 2, "created again", () => _time.Advance(TimeSpan.FromSeconds(5)));

        Assert.Equal(A, await BundleAsync());
        Assert.True(_registration.IsInForce);
        await StopAsync(keeping);
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Fail"}]""")]
    [InlineData("""[{"op":"replace","path":"/webhooks/0/clientConfig/service/name","value":"other"}]""")]
    [InlineData("""[{"op":"remove","path":"/webhooks/0/rules/1"}]""")]
    [InlineData("""[{"op":"remove","path":"/webhooks/0"}]""")]
    public async Task An_altered_configuration_is_put_right(string alteration)
    {
        var before = (await _cluster.GetAsync(Path))["webhooks"]!;
        await AlterAsync(alteration);

        await _registration.CheckAsync(CancellationToken.None);

        Assert.True(JsonNode.DeepEquals(before, (await _cluster.GetAsync(Path))["webhooks"]));
        Assert.Contains(Messages(), m => m.Contains("putting it right", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_right_and_what_others_narrowed_is_left_alone()
    {
        await AlterAsync("""[{"op":"add","path":"/webhooks/0/namespaceSelector","value":{"matchExpressions":[{"key":"control-plane","operator":"DoesNotExist"}]}}]""");
        var before = (string?)(await _cluster.GetAsync(Path))["metadata"]!["resourceVersion"];

        await _registration.CheckAsync(CancellationToken.None);

        Assert.Equal(before, (string?)(await _cluster.GetAsync(Path))["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Replicas_under_different_cas_do_not_take_each_others_away()
    {
        _ca = B;
        await _registration.CheckAsync(CancellationToken.None);
        var both = Encoding.ASCII.GetBytes(await BundleAsync());
        _ca = A;
        await _registration.CheckAsync(CancellationToken.None);

        Assert.True(CaBundle.Contains(both, Encoding.ASCII.GetBytes(A + "\n" + B)));
        Assert.Equal(both, Encoding.ASCII.GetBytes(await BundleAsync()));
        Assert.True(await _registration.TrustsAsync(Encoding.ASCII.GetBytes(B), CancellationToken.None));
    }

    [Fact]
    public async Task While_a_lost_registration_cannot_be_repaired_it_is_not_in_force()
    {
        await _cluster.Api.DeleteAsync(Path, CancellationToken.None);
        _cluster.Server.Faults.Add(new("create", "mutatingwebhookconfigurations", new Fault.Refuse((int)HttpStatusCode.Forbidden)) { Count = 1 });

        await _registration.CheckAsync(CancellationToken.None);
        Assert.False(_registration.IsInForce);
        await _registration.CheckAsync(CancellationToken.None);

        Assert.True(_registration.IsInForce);
    }

    private Task AlterAsync(string jsonPatch) =>
        _cluster.Api.PatchAsync(Path, Vpa.Kubernetes.Client.PatchKind.Json, Encoding.UTF8.GetBytes(jsonPatch), CancellationToken.None);

    private async Task StopAsync(Task keeping)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    private async Task<string> BundleAsync() => Encoding.ASCII.GetString(
        Convert.FromBase64String((string)(await _cluster.GetAsync(Path))["webhooks"]![0]!["clientConfig"]!["caBundle"]!));

    private IEnumerable<string> Messages() => _logger.Collector.GetSnapshot().Select(r => r.Message);
}
