using System.Net;
using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>A namespace with a LimitRange or a ResourceQuota, and in it a ReplicaSet with its VPA; the test makes the pods or scales.</summary>
internal sealed class LimitedNamespace(ApiClient api, string ns)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private string Pods => $"/api/v1/namespaces/{ns}/pods";

    private string ReplicaSets => $"/apis/apps/v1/namespaces/{ns}/replicasets";

    /// <summary>Makes all of it; containers are given by name, with the resources of each as JSON.</summary>
    public async Task PrepareAsync(ITestCluster cluster, Kubectl kubectl, string limits, params (string Name, string Resources)[] containers)
    {
        await Installation.CreateNamespaceAsync(cluster, ns);
        (await kubectl.RunAsync("---\n" + limits, ["apply", "-n", ns, "-f", "-"])).Expected();
        var spec = new JsonObject
        {
            ["containers"] = new JsonArray([.. containers.Select(c => new JsonObject
            {
                ["name"] = c.Name,
                ["image"] = "registry.example/app:1",
                ["resources"] = JsonNode.Parse(c.Resources),
            })]),
        };
        var labels = new JsonObject { ["app"] = "web" };
        await api.PostAsync(ReplicaSets, new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject { ["name"] = "web" },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 0,
                ["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() },
                ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = spec },
            },
        });
    }

    /// <summary>Makes the VPA of the ReplicaSet; each container is recommended the same.</summary>
    public async Task RecommendAsync(string cpu, string memory, params string[] containers)
    {
        var vpas = $"/apis/autoscaling.k8s.io/v1/namespaces/{ns}/verticalpodautoscalers";
        await api.PostAsync(vpas, JsonNode.Parse("""
            {"apiVersion":"autoscaling.k8s.io/v1","kind":"VerticalPodAutoscaler","metadata":{"name":"web"},"spec":{"targetRef":{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web"}}}
            """)!);
        var each = containers.Select(c => $$$"""{"containerName":"{{{c}}}","target":{"cpu":"{{{cpu}}}","memory":"{{{memory}}}"} }""");
        var (code, body) = await api.SendAsync(
            HttpMethod.Patch, vpas + "/web/status", $$$"""{"status":{"recommendation":{"containerRecommendations":[{{{string.Join(',', each)}}}]} } }""");
        Assert.True(code == HttpStatusCode.OK, body);
    }

    /// <summary>Sends one pod of the ReplicaSet, and waits as long as the webhook does not know everything yet.</summary>
    /// <param name="expected">Each container's requests and limits, <c>requests:cpu,memory limits:cpu,memory</c>, which the pod must come out with.</param>
    public async Task AssertAdmittedWithAsync(params string[] expected)
    {
        await UntilAdmittedWithAsync(expected);
        var (created, text) = await api.SendAsync(HttpMethod.Post, Pods, (await PodAsync()).ToJsonString());
        Assert.True(created == HttpStatusCode.Created, text);
        Assert.Equal(expected, Resources(text));
    }

    /// <summary>Waits until the webhook knows everything; nothing is created.</summary>
    /// <param name="expected">As in <see cref="AssertAdmittedWithAsync"/>.</param>
    public async Task UntilAdmittedWithAsync(params string[] expected)
    {
        var pod = await PodAsync();
        await Polling.UntilAsync($"pods in {ns} to get {string.Join(", ", expected)}", Patience, async cancel =>
        {
            var (code, body) = await api.SendAsync(HttpMethod.Post, Pods + "?dryRun=All", pod.ToJsonString(), cancel);
            return code == HttpStatusCode.Created && Resources(body).SequenceEqual(expected) ? null : $"{code}: {body}";
        });
    }

    /// <summary>Sends a pod that nobody owns, so that the VPA leaves it alone.</summary>
    public async Task<(HttpStatusCode Code, string Body)> SendUnownedAsync(Action<JsonObject> change)
    {
        var pod = await PodAsync();
        pod["metadata"]!.AsObject().Remove("ownerReferences");
        pod["metadata"]!["labels"] = new JsonObject { ["app"] = "unowned" };
        change(pod);
        return await api.SendAsync(HttpMethod.Post, Pods, pod.ToJsonString());
    }

    /// <summary>Asks the ReplicaSet for pods and waits until its status says what became of that.</summary>
    public async Task ScaleAsync(int replicas, Func<JsonNode, bool> until)
    {
        var (code, body) = await api.SendAsync(HttpMethod.Patch, ReplicaSets + "/web", $$$"""{"spec":{"replicas":{{{replicas}}} } }""");
        Assert.True(code == HttpStatusCode.OK, body);
        await Polling.UntilAsync($"the ReplicaSet of {ns}", Patience, async cancel =>
            await api.GetAsync(ReplicaSets + "/web", cancel) is var set && until(set["status"]!) ? null : set["status"]!.ToJsonString());
    }

    /// <summary>The pods' first containers' CPU requests.</summary>
    public async Task<IReadOnlyList<string>> CpuRequestsAsync() =>
        [.. (await api.GetAsync(Pods))["items"]!.AsArray().Select(p => p!["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.GetValue<string>())];

    private async Task<JsonObject> PodAsync()
    {
        var set = await api.GetAsync(ReplicaSets + "/web");
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject
            {
                ["generateName"] = "web-",
                ["labels"] = new JsonObject { ["app"] = "web" },
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "apps/v1",
                    ["kind"] = "ReplicaSet",
                    ["name"] = "web",
                    ["uid"] = set["metadata"]!["uid"]!.GetValue<string>(),
                    ["controller"] = true,
                }),
            },
            ["spec"] = set["spec"]!["template"]!["spec"]!.DeepClone(),
        };
    }

    private static IEnumerable<string> Resources(string pod) => JsonNode.Parse(pod)!["spec"]!["containers"]!.AsArray().Select(c =>
        string.Join(' ', new[] { "requests", "limits" }.Select(list => list + ":" + string.Join(',', (c!["resources"]?[list]?.AsObject() ?? []).OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value)))));
}
