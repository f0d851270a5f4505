using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Admission.Tests.Reviewing;

/// <summary>Which pods are patched, and the reason for each that is not (A91-A102).</summary>
public sealed class PodReviewTests
{
    private const string App = """[{"name":"app","resources":{"requests":{"cpu":"100m"}}}]""";

    private static readonly VerticalPodAutoscaler WebVpa = AVpa.Named("web").Targeting("Deployment", "web").Recommending("app", "250m");

    [Theory]
    [InlineData("""{"group":"","version":"v1","resource":"pods"}""", "CREATE", PodOutcome.Patched)]
    [InlineData("""{"group":"","version":"v1","resource":"pods"}""", "", PodOutcome.Patched)]
    [InlineData("""{"group":"","version":"v2","resource":"pods"}""", "CREATE", PodOutcome.NotAPodCreation)]
    [InlineData("""{"group":"","version":"v1","resource":"pods"}""", "UPDATE", PodOutcome.NotAPodCreation)]
    public async Task Only_the_creation_of_a_v1_pod_is_patched(string resource, string operation, PodOutcome expected) =>
        Assert.Equal(expected, await OutcomeAsync(new AdmissionStateOf(WebVpa), Webhook.Review(Webhook.WebPod(App), resource, operation)));

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("""{"metadata":7}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","resources":{"requests":{"cpu":"ten"}}}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","resources":{"requests":{"cpu":{}}}}]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","resources":{"requests":["cpu"]}}]}}""")]
    public async Task What_is_no_pod_is_admitted(string pod) => // A91
        Assert.Equal(PodOutcome.Undecodable, await OutcomeAsync(new AdmissionStateOf(WebVpa), Webhook.Review(pod)));

    [Theory]
    [InlineData("""[{"name":"app","resources":{"requests":{"cpu":0.1,"memory":1e3},"limits":null}}]""")]
    [InlineData("""[{"name":"app","resources":{"requests":{"cpu":"\u0031"}},"x":{"y":[1,{}]}}]""")]
    [InlineData("""[null,{"name":null,"resources":null},{"name":"app","resources":{"claims":[{"name":"gpu"}]}}]""")]
    public async Task Odd_but_readable_pods_are_patched(string containers) =>
        Assert.Equal(PodOutcome.Patched, await OutcomeAsync(new AdmissionStateOf(WebVpa), Webhook.Review(Webhook.WebPod(containers))));

    [Fact]
    public async Task Namespace_is_the_requests_unless_the_object_has_one() // A92
    {
        var elsewhere = Webhook.WebPod(App).Replace("\"generateName\"", "\"namespace\":\"other\",\"generateName\"", StringComparison.Ordinal);

        Assert.Equal(PodOutcome.Patched, await OutcomeAsync(new AdmissionStateOf(WebVpa), Webhook.Review(Webhook.WebPod(App))));
        Assert.Equal(PodOutcome.OwnerMissing, await OutcomeAsync(new AdmissionStateOf(WebVpa), Webhook.Review(elsewhere)));
    }

    [Fact]
    public async Task Pods_of_ignored_namespaces_are_left_alone() => // Q5
        Assert.Equal(
            PodOutcome.NamespaceIgnored,
            await OutcomeAsync(new AdmissionStateOf(WebVpa), Webhook.Review(Webhook.WebPod(App)), new() { IgnoredNamespaces = ["default"] }));

    [Theory]
    [InlineData("default", PodOutcome.Patched)]
    [InlineData("other", PodOutcome.NamespaceIgnored)]
    public async Task Only_pods_of_the_selected_namespace_are_decided_about(string selected, PodOutcome expected) => // A33
        Assert.Equal(expected, await OutcomeAsync(new AdmissionStateOf(WebVpa), Webhook.Review(Webhook.WebPod(App)), new() { SelectedNamespace = selected }));

    [Theory]
    [InlineData(UpdateMode.Auto)]
    [InlineData(UpdateMode.Initial)]
    [InlineData(UpdateMode.Recreate)]
    [InlineData(UpdateMode.InPlaceOrRecreate)]
    [InlineData(UpdateMode.InPlace)] // its gate decides about updates and about new objects only
    public async Task Every_mode_but_Off_sets_resources(UpdateMode mode) // A98, A101
    {
        using var webhook = new Webhook(new AdmissionStateOf(AVpa.Named("web").Targeting("Deployment", "web").Recommending("app", "250m").InMode(mode)));

        var patch = await webhook.PatchAsync(Webhook.WebPod(App));

        Assert.Contains(patch!, o => (string?)o!["path"] == "/spec/containers/0/resources/requests/cpu" && (string?)o["value"] == "250m");
    }

    [Fact]
    public async Task Claims_of_a_container_survive() // Q10
    {
        using var webhook = new Webhook(new AdmissionStateOf(WebVpa));

        var patch = await webhook.PatchAsync(Webhook.WebPod("""[{"name":"app","resources":{"claims":[{"name":"gpu"}]}}]"""));

        Assert.DoesNotContain("/spec/containers/0/resources", patch!.Select(o => (string?)o!["path"]));
        Assert.Contains("/spec/containers/0/resources/requests", patch!.Select(o => (string?)o!["path"]));
    }

    [Fact]
    public async Task LimitRanges_of_the_namespace_count()
    {
        var state = new AdmissionStateOf(WebVpa);
        state.Ranges.Add(ALimitRange.Named("other").InNamespace("other").OfContainers(minCpu: "9").Build());
        state.Ranges.Add(ALimitRange.Named("mine").OfContainers(maxCpu: "200m", defaultCpu: "100m").Build());
        using var webhook = new Webhook(state);

        var patch = await webhook.PatchAsync(Webhook.WebPod(App));

        Assert.Contains(patch!, o => (string?)o!["path"] == "/spec/containers/0/resources/limits/cpu" && (string?)o["value"] == "200m");
    }

    [Theory]
    [InlineData(ControllerLookupStatus.Missing)]
    [InlineData(ControllerLookupStatus.Pending)]
    public async Task A_controller_that_is_not_known_yet_is_waited_for(ControllerLookupStatus yet) // A94, Q15
    {
        var time = new FakeTimeProvider();
        var state = new AdmissionStateOf(WebVpa);
        state.Known.Answering(new("default", "Deployment", "web"), new(yet, null));
        using var webhook = new Webhook(state, time: time);

        var pending = webhook.PatchAsync(Webhook.WebPod(App));
        time.Advance(Admission.Reviewing.AdmissionReviewer.OwnerPause);
        Assert.False(pending.IsCompleted);
        state.Known.Add("Deployment", "web", @namespace: "default");
        time.Advance(Admission.Reviewing.AdmissionReviewer.OwnerPause);

        Assert.NotNull(await pending.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("\"generateName\":\"web-\"", "(of Deployment web)")]
    [InlineData("\"name\":\"web-0\"", "web-0")]
    public async Task A_pod_whose_owners_are_not_found_is_named_once(string naming, string named) // A96, Q7
    {
        var time = new FakeTimeProvider();
        var state = new AdmissionStateOf(WebVpa);
        state.Known.Answering(new("default", "Deployment", "web"), new(ControllerLookupStatus.Missing, null, "Deployment default/web does not exist"));
        using var webhook = new Webhook(state, time: time);

        var pending = webhook.PatchAsync(Webhook.WebPod(App).Replace("\"generateName\":\"web-\"", naming, StringComparison.Ordinal));
        for (var i = 0; i < 100 && !pending.IsCompleted; i++)
        {
            time.Advance(Admission.Reviewing.AdmissionReviewer.OwnerPause);
            await Task.Yield();
        }

        Assert.Null(await pending.WaitAsync(TimeSpan.FromSeconds(30)));
        var told = webhook.ReviewerLog.Collector.GetSnapshot();
        Assert.Equal([LogLevel.Warning, LogLevel.Debug], told.Select(r => r.Level));
        Assert.Equal(
            $"The owners of pod default/{named} could not be looked up: OwnerMissing Deployment default/web does not exist; it is admitted as it is (request 705ab4f5)",
            told[0].Message);
        Assert.Equal($"Pod default/{named} is left alone: OwnerMissing Deployment default/web does not exist", told[1].Message);
    }

    private static async Task<PodOutcome> OutcomeAsync(AdmissionStateOf state, string review, PodAdmissionOptions? options = null)
    {
        using var webhook = new Webhook(state, options);
        using var outcomes = new MetricCollector<long>(webhook.Metrics.PodOutcomes);
        using var pods = new MetricCollector<long>(webhook.Metrics.Pods);
        var response = await webhook.RespondAsync(review);

        Assert.True((bool)response["allowed"]!);
        var outcome = Enum.Parse<PodOutcome>((string)Assert.Single(outcomes.GetMeasurementSnapshot()).Tags["outcome"]!);
        Assert.Equal(outcome == PodOutcome.Patched, response["patch"] is not null);
        Assert.Equal(response["patch"] is null ? "false" : "true", Assert.Single(pods.GetMeasurementSnapshot()).Tags["applied"]);
        return outcome;
    }
}
