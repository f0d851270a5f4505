using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Kubernetes.Admitting;

namespace Vpa.Kubernetes.Tests.Admitting;

/// <summary>Selectors that others narrowed outlive a start; those of our own flags do not outlive the flags (A33, Q4).</summary>
public sealed class WebhookSelectorTests : IAsyncLifetime
{
    private const string Path = "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config";
    private const string Theirs = """{"key":"team","operator":"In","values":["a"]}""";
    private const string OfFlags = """{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["a","b"]}""";
    private const string OfUpstream = """{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":[""]}""";
    private static readonly WebhookRegistrationOptions Ignoring = new() { IgnoredNamespaces = ["a", "b"] };

    private SimulatedCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await SimulatedCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(false, Theirs, Theirs)]
    [InlineData(false, OfUpstream, "")]
    [InlineData(false, OfUpstream + "," + Theirs, Theirs)]
    [InlineData(true, Theirs, OfFlags)]
    [InlineData(true, OfUpstream, OfFlags)]
    [InlineData(true, OfFlags + "," + Theirs, OfFlags + "," + Theirs)]
    public async Task A_start_keeps_what_is_there_unless_flags_ask_for_namespaces(bool flagsAsk, string present, string expected)
    {
        var options = flagsAsk ? Ignoring : new();
        await RegisterAsync(new());
        await NarrowAsync(present);

        await RegisterAsync(options with { TimeoutSeconds = 5 });
        var written = await _cluster.GetAsync(Path);
        await RegisterAsync(options with { TimeoutSeconds = 5 });

        AssertSelector(expected, written);
        Assert.Equal(5, (int)written["webhooks"]![0]!["timeoutSeconds"]!);
        Assert.Equal("""{"matchLabels":{"vpa":"yes"}}""", written["webhooks"]![0]!["objectSelector"]!.ToJsonString());
        Assert.Equal(Version(written), Version(await _cluster.GetAsync(Path)));
    }

    [Theory]
    [InlineData(OfFlags, "")]
    [InlineData(OfFlags + "," + Theirs, Theirs)]
    public async Task What_flags_asked_for_goes_with_the_flags(string present, string expected)
    {
        await RegisterAsync(Ignoring);
        await NarrowAsync(present);

        await RegisterAsync(new());
        var written = await _cluster.GetAsync(Path);
        await RegisterAsync(new());

        AssertSelector(expected, written);
        Assert.Null(written["metadata"]!["annotations"]?[WebhookSelectors.Annotation]);
        Assert.Equal(Version(written), Version(await _cluster.GetAsync(Path)));
    }

    [Fact]
    public async Task A_repair_of_something_else_keeps_them_too()
    {
        var registration = Registration(new());
        await registration.RegisterAsync(CancellationToken.None);
        await NarrowAsync(Theirs);
        await _cluster.Api.PatchAsync(
            Path, Vpa.Kubernetes.Client.PatchKind.Json, """[{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Fail"}]"""u8.ToArray(), CancellationToken.None);

        await registration.CheckAsync(CancellationToken.None);

        var written = await _cluster.GetAsync(Path);
        AssertSelector(Theirs, written);
        Assert.Equal("Ignore", (string?)written["webhooks"]![0]!["failurePolicy"]);
    }

    private static void AssertSelector(string expressions, JsonNode written) => Assert.Equal(
        expressions.Length == 0 ? "{}" : $$"""{"matchExpressions":[{{expressions}}]}""", written["webhooks"]![0]!["namespaceSelector"]!.ToJsonString());

    private static string? Version(JsonNode written) => (string?)written["metadata"]!["resourceVersion"];

    private Task RegisterAsync(WebhookRegistrationOptions options) => Registration(options).RegisterAsync(CancellationToken.None);

    private WebhookRegistration Registration(WebhookRegistrationOptions options) =>
        new(_cluster.Api, options, () => "ca"u8.ToArray(), TimeProvider.System, NullLogger<WebhookRegistration>.Instance);

    private Task NarrowAsync(string expressions) => _cluster.Api.PatchAsync(
        Path,
        Vpa.Kubernetes.Client.PatchKind.Json,
        System.Text.Encoding.UTF8.GetBytes($$$$"""
            [{"op":"add","path":"/webhooks/0/namespaceSelector","value":{"matchExpressions":[{{{{expressions}}}}]}},
             {"op":"add","path":"/webhooks/0/objectSelector","value":{"matchLabels":{"vpa":"yes"}}}]
            """),
        CancellationToken.None);
}
