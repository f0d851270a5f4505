using System.Text.Json.Nodes;
using Vpa.Domain.Quantities;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>
/// The whole product on one cluster, as its users meet it: manifests applied with kubectl, three processes each with the rights of its
/// ServiceAccount, usage read through the aggregation layer, Pods evicted and admitted with what they use.
/// </summary>
public abstract class WholeLoopScenario
{
    private const string Namespace = "whole-loop";

    /// <summary>How often the recommender is killed, each time at another moment of its cycle.</summary>
    private const int Kills = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly Workload TooSmall = new(Namespace, "too-small", "10m", "20Mi", UsedCpu: "300m", UsedMemory: "400Mi");

    // After seconds of history the upper bound is still far above any request: only a policy makes the updater act on too much.
    private static readonly Workload TooLarge = new(Namespace, "too-large", "2", "2Gi", UsedCpu: "100m", UsedMemory: "300Mi",
        Policy: "{containerPolicies: [{containerName: '*', maxAllowed: {cpu: 500m, memory: 1Gi}}]}");

    [SkippableFact]
    public async Task Usage_becomes_requests()
    {
        var cluster = RequireCluster();
        Skip.If(Programs.Find("openssl") is null, "no openssl on PATH");
        var earlier = cluster.ComponentRequests.Count;
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "whole-loop")).FullName;
        var kubectl = await Installation.InstallAsync(cluster);
        await Installation.CreateNamespaceAsync(cluster, Namespace);
        try
        {
            await using var nodes = await SimulatedNodes.StartAsync(cluster);
            await using var roles = await RoleSet.StartAsync(cluster, folder);
            try
            {
                await PlayAsync(cluster, kubectl, roles);
                AssertNothingWasDenied([.. cluster.ComponentRequests.Skip(earlier)], roles);
            }
            catch (Exception e) when (e is not SkipException)
            {
                throw new InvalidOperationException($"{e.Message}\n{roles.Tails}", e);
            }
        }
        finally
        {
            await RemoveAsync(kubectl);
        }
    }

    /// <summary>The cluster to run on; skips the test when there is none.</summary>
    private protected abstract ITestCluster RequireCluster();

    private static async Task PlayAsync(ITestCluster cluster, Kubectl kubectl, RoleSet roles)
    {
        using var api = new ApiClient(cluster, cluster.AdminToken);
        Workload[] workloads = [TooSmall, TooLarge];
        var first = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var workload in workloads)
        {
            (await kubectl.ApplyAsync(workload.DeploymentManifest)).Expected();
            first[workload.Name] = await workload.UntilRunningAsync(api);
        }

        foreach (var workload in workloads)
        {
            // A VPA without any usage is recommended the least there is (R82), and Pods would be replaced with that first.
            await UntilMeasuredAsync(api, workload);
            // Without a VPA nobody has touched them.
            Assert.All(await workload.PodsAsync(api, default), p => Assert.Equal(Requested(workload), Workload.Requests(p)));
            (await kubectl.ApplyAsync(workload.VpaManifest)).Expected();
        }

        await AssertRecommendationFitsUseAsync(api);
        foreach (var workload in workloads)
        {
            await UntilReplacedWithRecommendedRequestsAsync(api, workload, first[workload.Name]);
            await AssertEvictionIsToldAsync(api, workload);
        }

        await AssertKubectlShowsItAsync(kubectl);
        for (var kill = 0; kill < Kills; kill++)
        {
            await AssertHistoryOutlivesSigkillAsync(api, roles);
        }

        roles.AssertRunning();
        await roles.StopCleanlyAsync();
    }

    private static Amounts Requested(Workload workload) => new(Quantity.Parse(workload.Cpu), Quantity.Parse(workload.Memory));

    private static Task UntilMeasuredAsync(ApiClient api, Workload workload) =>
        Polling.UntilAsync($"usage of {workload.Name}", Patience, async cancel =>
        {
            var list = await api.GetAsync($"/apis/metrics.k8s.io/v1beta1/namespaces/{Namespace}/pods?labelSelector=app%3D{workload.Name}", cancel);
            return list["items"]!.AsArray().Count == Workload.Replicas ? null : $"{list["items"]!.AsArray().Count} of {Workload.Replicas} Pods have any";
        });

    private static async Task AssertRecommendationFitsUseAsync(ApiClient api)
    {
        var target = await Polling.ForAsync("a recommendation", Patience, cancel => TooSmall.RecommendedAsync(api, "target", cancel));
        // The margin is 15 % and a bucket up to 5 % wide; a new sample may come in just above the level.
        AssertBetween("300m", "400m", target.Cpu);
        AssertBetween("400Mi", "520Mi", target.Memory);
    }

    private static async Task UntilReplacedWithRecommendedRequestsAsync(ApiClient api, Workload workload, HashSet<string> originals)
    {
        // The target may move while Pods are replaced; a Pod has the one of its admission.
        var targets = new HashSet<Amounts>();
        await Polling.UntilAsync($"all Pods of {workload.Name} to have recommended requests", Patience, async cancel =>
        {
            if (await workload.RecommendedAsync(api, "target", cancel) is { } target)
            {
                targets.Add(target);
            }

            var pods = await workload.PodsAsync(api, cancel);
            var old = pods.Count(p => originals.Contains(Workload.Uid(p)));
            var wrong = pods.FirstOrDefault(p => !originals.Contains(Workload.Uid(p)) && !targets.Contains(Workload.Requests(p)));
            return wrong is not null ? $"a new Pod requests {Workload.Requests(wrong)}; seen as target: {string.Join("; ", targets)}"
                : old > 0 || pods.Count != Workload.Replicas ? $"{old} of {pods.Count} Pods are the first ones" : null;
        });
        foreach (var pod in await workload.PodsAsync(api, default))
        {
            var note = pod["metadata"]!["annotations"]?["vpaUpdates"]?.GetValue<string>();
            Assert.Equal($"Pod resources updated by {workload.Name}: container 0: cpu request, memory request", note); // A141
        }
    }

    private static async Task AssertEvictionIsToldAsync(ApiClient api, Workload workload) => // D30
        await Polling.UntilAsync($"events about the eviction of Pods of {workload.Name}", TimeSpan.FromSeconds(20), async cancel =>
        {
            var events = (await api.GetAsync($"/api/v1/namespaces/{Namespace}/events", cancel))["items"]!.AsArray();
            var onPod = events.Any(e => Is(e, "EvictedByVPA", "Pod", name => name.StartsWith(workload.Name, StringComparison.Ordinal)));
            var onVpa = events.Any(e => Is(e, "EvictedPod", "VerticalPodAutoscaler", name => name == workload.Name));
            return onPod && onVpa ? null : $"on a Pod: {onPod}, on the VPA: {onVpa}";
        });

    private static bool Is(JsonNode? happening, string reason, string kind, Func<string, bool> name) =>
        happening!["reason"]?.GetValue<string>() == reason
        && happening["involvedObject"]!["kind"]!.GetValue<string>() == kind
        && name(happening["involvedObject"]!["name"]!.GetValue<string>());

    private static async Task AssertKubectlShowsItAsync(Kubectl kubectl)
    {
        var table = (await kubectl.RunAsync("get", "vpa", "-n", Namespace)).Expected().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["NAME", "MODE", "CPU", "MEM", "PROVIDED", "AGE"], Words(table[0]));
        var row = Words(table.Single(l => l.StartsWith(TooSmall.Name, StringComparison.Ordinal)));
        Assert.Equal("Recreate", row[1]);
        AssertBetween("300m", "400m", Quantity.Parse(row[2]));
        AssertBetween("400Mi", "520Mi", Quantity.Parse(row[3]));
        Assert.Equal("True", row[4]);

        var description = (await kubectl.RunAsync("describe", "vpa", TooSmall.Name, "-n", Namespace)).Expected(); // D29
        Assert.All(
            ["Kind:         VerticalPodAutoscaler", "Update Mode:  Recreate", "RecommendationProvided", "Container Name:  app",
                "Lower Bound:", "Target:", "Uncapped Target:", "Upper Bound:", "EvictedPod", "vpa-updater"],
            line => Assert.Contains(line, description, StringComparison.Ordinal));
    }

    /// <summary>
    /// The upper bound is the estimate times (1 + 1/days of history): it falls with every cycle, and would jump up if the history began anew.
    /// </summary>
    private static async Task AssertHistoryOutlivesSigkillAsync(ApiClient api, RoleSet roles)
    {
        await roles.KillRecommenderAsync();
        var before = (await TooSmall.RecommendedAsync(api, "upperBound", default))!;
        var conditions = await TooSmall.ConditionsAsync(api);
        await roles.StartRecommenderAsync();
        var seen = new List<Quantity>();
        await Polling.UntilAsync("three more recommendations", Patience, async cancel =>
        {
            roles.AssertRunning();
            var now = (await TooSmall.RecommendedAsync(api, "upperBound", cancel))!.Cpu;
            if (now != before.Cpu && !seen.Contains(now))
            {
                seen.Add(now);
            }

            return seen.Count >= 3 ? null : $"seen so far: {string.Join(", ", seen)}";
        });
        Assert.All(seen, now => Assert.True(now < before.Cpu, $"The upper bound rose from {before.Cpu} to {now}: history was lost."));
        // A condition that had gone and come back would have a new time of transition.
        Assert.Equal(conditions, await TooSmall.ConditionsAsync(api));
    }

    private static void AssertNothingWasDenied(IReadOnlyList<ComponentRequest> requests, RoleSet roles)
    {
        Assert.Superset(
            new[] { "vpa-recommender", "vpa-updater", "vpa-admission-controller" }.Select(r => ComponentRequest.ServiceAccounts + r).ToHashSet(),
            requests.Select(r => r.User).ToHashSet());
        Assert.DoesNotContain(requests, r => r.WasDenied);
        roles.AssertNothingWasForbidden();
    }

    private static async Task RemoveAsync(Kubectl kubectl)
    {
        // The control plane is shared with other tests: a webhook without a server would slow each of their writes.
        await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
        await kubectl.RunAsync("delete", "apiservice", "v1beta1.metrics.k8s.io", "--ignore-not-found");
        await kubectl.RunAsync("delete", "vpa,deployments", "--all", "-n", Namespace, "--wait=false");
    }

    private static void AssertBetween(string low, string high, Quantity actual) =>
        Assert.True(actual >= Quantity.Parse(low) && actual <= Quantity.Parse(high), $"{actual} is not between {low} and {high}.");

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
