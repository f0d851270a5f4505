using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Kubernetes.Admitting;
using Vpa.Kubernetes.Tests.Updating;
using Vpa.Testing;

namespace Vpa.Kubernetes.Tests.Admitting;

/// <summary>Registration of the webhook (A27-A34) with the simulated API server.</summary>
public sealed class WebhookRegistrationTests
{
    private const string Path = "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config";

    private readonly FakeLogger<WebhookRegistration> _logger = new();
    private byte[] _caBundle = Encoding.UTF8.GetBytes("ca-1");

    [Fact]
    public async Task Configuration_is_created_changed_in_place_and_then_left_alone() // A30, Q17
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        var options = new WebhookRegistrationOptions { ServiceNamespace = "vpa" };

        await Registration(cluster, options).RegisterAsync(CancellationToken.None);
        var created = await cluster.GetAsync(Path);
        await cluster.PatchAsync(Path, """{"metadata":{"labels":{"theirs":"kept"}}}""");
        await Registration(cluster, options with { FailurePolicyFail = true, TimeoutSeconds = 5 }).RegisterAsync(CancellationToken.None);
        var changed = await cluster.GetAsync(Path);
        await Registration(cluster, options with { FailurePolicyFail = true, TimeoutSeconds = 5 }).RegisterAsync(CancellationToken.None);
        var again = await cluster.GetAsync(Path);

        AssertShape(created["webhooks"]![0]!);
        Assert.Equal(("Fail", 5), ((string?)changed["webhooks"]![0]!["failurePolicy"], (int)changed["webhooks"]![0]!["timeoutSeconds"]!));
        Assert.Equal((string?)created["metadata"]!["uid"], (string?)changed["metadata"]!["uid"]);
        Assert.Equal("kept", (string?)changed["metadata"]!["labels"]!["theirs"]);
        Assert.Equal((string?)changed["metadata"]!["resourceVersion"], (string?)again["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task New_ca_is_put_into_the_existing_configuration() // A27, A28
    {
        await using var cluster = await SimulatedCluster.StartAsync();
        var registration = Registration(cluster, new());
        await registration.RefreshCaBundleAsync(CancellationToken.None);
        Assert.Contains(Messages(), m => m.Contains("is missing", StringComparison.Ordinal));
        await registration.RegisterAsync(CancellationToken.None);

        _caBundle = [];
        await registration.RefreshCaBundleAsync(CancellationToken.None); // half-done rewrite
        Assert.Equal("ca-1", await BundleAsync(cluster));
        _caBundle = Encoding.UTF8.GetBytes("ca-2");
        await registration.RefreshCaBundleAsync(CancellationToken.None);

        Assert.Equal("ca-2", await BundleAsync(cluster));
        Assert.Contains("New client CA found, reloading and patching webhook", Messages());
        Assert.Contains("Successfully patched webhook with new client CA", Messages());
    }

    [Fact]
    public async Task A_refused_registration_is_tried_again() // A29
    {
        var refusals = 2;
        var server = new ScriptedApiServer(request => request.StartsWith("GET", StringComparison.Ordinal)
            ? (HttpStatusCode.NotFound, """{"kind":"Status","code":404,"reason":"NotFound"}""")
            : refusals-- > 0 ? (HttpStatusCode.Forbidden, """{"kind":"Status","code":403,"message":"no"}""") : (HttpStatusCode.Created, "{}"));
        using var api = server.Connect();
        var time = new FakeTimeProvider();
        var running = new WebhookRegistration(api, new(), () => _caBundle, time, _logger).RunAsync(CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(server.Requests);
        await Eventually.HoldsAsync(() => running.IsCompleted, "registered", () => time.Advance(TimeSpan.FromSeconds(1)));

        await running;
        Assert.Equal(3, server.Requests.Count(r => r.Request.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false, "", true, """{}""")]
    [InlineData(false, "shop", true, """{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"In","values":["shop"]}]}""")]
    [InlineData(false, "shop", false, """{}""")]
    [InlineData(true, "", true, """{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["a","b"]}]}""")]
    public void Selector_names_the_namespaces(bool ignoring, string selected, bool labelled, string expected) // A33, Q4
    {
        var options = new WebhookRegistrationOptions { IgnoredNamespaces = ignoring ? ["a", "b"] : [], SelectedNamespace = selected };

        var desired = WebhookConfiguration.Desired(options, _caBundle, labelled);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), desired["webhooks"]![0]!["namespaceSelector"]));
    }

    [Theory]
    [InlineData("20+", "{}")]
    [InlineData("31", """{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"In","values":["shop"]}]}""")]
    public async Task Old_servers_do_not_label_namespaces(string minor, string selector)
    {
        var server = new ScriptedApiServer(request => request switch
        {
            "GET /version" => (HttpStatusCode.OK, $$"""{"major":"1","minor":"{{minor}}"}"""),
            _ when request.StartsWith("GET", StringComparison.Ordinal) => (HttpStatusCode.NotFound, "{}"),
            _ => (HttpStatusCode.Created, "{}"),
        });
        using var api = server.Connect();

        await new WebhookRegistration(api, new() { SelectedNamespace = "shop" }, () => _caBundle, TimeProvider.System, _logger).RegisterAsync(CancellationToken.None);

        var posted = JsonNode.Parse(server.Requests[^1].Body)!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(selector), posted["webhooks"]![0]!["namespaceSelector"]));
    }

    [Fact]
    public void Url_replaces_the_service()
    {
        var options = new WebhookRegistrationOptions { ByUrl = true, Address = "https://vpa.example", Port = "8443" };

        var config = WebhookConfiguration.Desired(options, [], namespacesAreLabelled: true)["webhooks"]![0]!["clientConfig"]!;

        Assert.Equal("""{"url":"https://vpa.example:8443"}""", config.ToJsonString());
    }

    [Theory]
    [InlineData("", true, "")]
    [InlineData("\"\"", true, "")]
    [InlineData("\" a : b , c:d:e,f: \"", true, "a=b;c=d:e;f=")]
    [InlineData("a:b,c", false, "")]
    [InlineData("a:b,:c", false, "")]
    public void Labels_are_read_all_or_none(string text, bool valid, string expected) // A34
    {
        Assert.Equal(valid, WebhookLabels.TryParse(text, out var labels, out var fault));
        Assert.Equal(expected, string.Join(';', labels.Select(l => $"{l.Key}={l.Value}")));
        Assert.Equal(valid, fault is null);
    }

    private static void AssertShape(JsonNode webhook) // A31
    {
        Assert.Equal("vpa.k8s.io", (string?)webhook["name"]);
        Assert.Equal("""["v1"]""", webhook["admissionReviewVersions"]!.ToJsonString());
        Assert.Equal(("Ignore", "None", 30), ((string?)webhook["failurePolicy"], (string?)webhook["sideEffects"], (int)webhook["timeoutSeconds"]!));
        Assert.Equal(("vpa", "vpa-webhook"), ((string?)webhook["clientConfig"]!["service"]!["namespace"], (string?)webhook["clientConfig"]!["service"]!["name"]));
        Assert.Equal(["pods", "verticalpodautoscalers"], webhook["rules"]!.AsArray().Select(r => (string)r!["resources"]![0]!));
        Assert.Equal(["""["CREATE"]""", """["CREATE","UPDATE"]"""], webhook["rules"]!.AsArray().Select(r => r!["operations"]!.ToJsonString()));
    }

    private static async Task<string> BundleAsync(SimulatedCluster cluster) => Encoding.UTF8.GetString(
        Convert.FromBase64String((string)(await cluster.GetAsync(Path))["webhooks"]![0]!["clientConfig"]!["caBundle"]!));

    private WebhookRegistration Registration(SimulatedCluster cluster, WebhookRegistrationOptions options) =>
        new(cluster.Api, options, () => _caBundle, TimeProvider.System, _logger);

    private IEnumerable<string> Messages() => _logger.Collector.GetSnapshot().Select(r => r.Message);
}
