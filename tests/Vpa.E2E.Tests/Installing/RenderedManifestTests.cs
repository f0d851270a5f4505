using System.Text.Json.Nodes;
using k8s;
using Vpa.E2E.Tests.Clusters;

namespace Vpa.E2E.Tests.Installing;

/// <summary>What an operator applies, whichever way: the kustomization, its overlays, and the chart with many sets of values.</summary>
public sealed class RenderedManifestTests
{
    private const string ChartPrefix = "chart with ";

    private static readonly string[] Folders = ["", "overlays/single", "overlays/ha"];

    public static TheoryData<string> Renderings => [.. Folders, .. ChartValues.Legal.Keys.Select(k => ChartPrefix + k)];

    [SkippableTheory]
    [MemberData(nameof(Renderings))]
    public async Task Every_field_is_one_that_Kubernetes_knows(string rendering)
    {
        var manifest = await RenderAsync(rendering);
        // cert-manager's kinds are not Kubernetes' own.
        var foreign = new Dictionary<string, Type>(StringComparer.Ordinal) { ["cert-manager.io/v1/Issuer"] = typeof(object), ["cert-manager.io/v1/Certificate"] = typeof(object) };
        var loaded = KubernetesYaml.LoadAllFromString(manifest.Text, foreign, strict: true);
        Assert.Equal(manifest.Objects.Count, loaded.Count);
        Assert.All(manifest.Objects, o => Assert.Equal(Identity(o), Assert.Single(manifest.Objects.Select(Identity), i => i == Identity(o))));
    }

    [SkippableTheory]
    [MemberData(nameof(Renderings))]
    public async Task Every_Pod_satisfies_the_restricted_standard(string rendering)
    {
        var manifest = await RenderAsync(rendering);
        Assert.NotEmpty(manifest.Deployments);
        Assert.All(manifest.Deployments, d =>
        {
            Assert.Empty(RestrictedProfile.Violations(RenderedManifest.PodSpec(d)));
            Assert.True(RenderedManifest.Container(d)["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>());
        });
    }

    [SkippableTheory]
    [MemberData(nameof(Renderings))]
    public async Task Every_container_starts_a_role_that_listens_where_it_is_looked_for(string rendering)
    {
        var manifest = await RenderAsync(rendering);
        Assert.All(manifest.Deployments, deployment =>
        {
            var line = new CommandLineOf(deployment);
            Assert.Empty(line.Errors);
            var container = RenderedManifest.Container(deployment);
            var ports = container["ports"]!.AsArray().ToDictionary(p => p!["name"]!.GetValue<string>(), p => p!["containerPort"]!.GetValue<int>());
            Assert.Equal(line.Value("address"), $":{ports["prometheus"]}");
            Assert.Equal(line.Has("webhook-port"), ports.ContainsKey("webhook"));
            Assert.True(!line.Has("webhook-port") || line.Value("port") == $"{ports["webhook"]}");
            string[] served = ["/health-check", "/ready-check", "/ready-check/admission-controller"];
            Assert.All(new[] { "livenessProbe", "readinessProbe" }, probe =>
            {
                var request = container[probe]!["httpGet"]!;
                Assert.Equal("prometheus", request["port"]!.GetValue<string>());
                Assert.Contains(request["path"]!.GetValue<string>(), served);
            });
            var mounts = container["volumeMounts"]!.AsArray().Select(m => m!["mountPath"]!.GetValue<string>()).ToList();
            Assert.True(!line.Has("history-path") || mounts.Contains(line.Value("history-path")), "The history is not on a volume.");
            Assert.Contains(container["env"]!.AsArray(), e => e!["name"]!.GetValue<string>() == "NAMESPACE");
            Assert.False(RenderedManifest.PodSpec(deployment)["enableServiceLinks"]!.GetValue<bool>());
        });
    }

    [SkippableTheory]
    [MemberData(nameof(Renderings))]
    public async Task Whatever_an_object_names_is_there(string rendering)
    {
        var manifest = await RenderAsync(rendering);
        var accounts = manifest.Of("ServiceAccount").Select(RenderedManifest.Name).ToHashSet(StringComparer.Ordinal);
        var classes = manifest.Of("PriorityClass").Select(RenderedManifest.Name).Append("system-cluster-critical").ToHashSet(StringComparer.Ordinal);
        var claims = manifest.Of("PersistentVolumeClaim").Select(RenderedManifest.Name).Append("mine").ToHashSet(StringComparer.Ordinal);
        Assert.All(manifest.Deployments, deployment =>
        {
            var pod = RenderedManifest.PodSpec(deployment);
            Assert.True(accounts.Count == 0 || accounts.Contains(pod["serviceAccountName"]!.GetValue<string>()));
            Assert.True(pod["priorityClassName"] is not { } priority || classes.Contains(priority.GetValue<string>()));
            Assert.All(pod["volumes"]!.AsArray().Select(v => v!["persistentVolumeClaim"]?["claimName"]).OfType<JsonValue>(), c => Assert.Contains(c.GetValue<string>(), claims));
            var mounted = RenderedManifest.Container(deployment)["volumeMounts"]!.AsArray().Select(m => m!["name"]!.GetValue<string>()).Order();
            Assert.Equal(pod["volumes"]!.AsArray().Select(v => v!["name"]!.GetValue<string>()).Order(), mounted);
        });
        Assert.All(Grant.Of(manifest).Select(g => g.Account.Split('/')[1]).Distinct(), a => Assert.Contains(a, accounts));
        Assert.Equal(Grant.Of(manifest).Select(g => g.Account).Distinct().Count(), manifest.Of("ClusterRoleBinding").Any() ? manifest.Deployments.Count() : 0);
    }

    [SkippableTheory]
    [MemberData(nameof(Renderings))]
    public async Task Every_selector_finds_the_Pods_that_it_is_for(string rendering)
    {
        var manifest = await RenderAsync(rendering);
        var budgets = manifest.Of("PodDisruptionBudget").ToList();
        var policies = manifest.Of("NetworkPolicy").ToList();
        Assert.All(manifest.Deployments, deployment =>
        {
            Assert.True(Selects(deployment["spec"]!["selector"]!["matchLabels"]!, deployment));
            Assert.True(budgets.Count == 0 || budgets.Count(b => Selects(b["spec"]!["selector"]!["matchLabels"]!, deployment)) == 1);
            var ports = RenderedManifest.Container(deployment)["ports"]!.AsArray().Select(p => p!["containerPort"]!.GetValue<int>()).Order();
            var open = policies.Where(p => Selects(p["spec"]!["podSelector"]!["matchLabels"]!, deployment))
                .SelectMany(p => p["spec"]!["ingress"]![0]!["ports"]!.AsArray()).Select(p => p!["port"]!.GetValue<int>()).Order();
            Assert.True(policies.Count == 0 || open.SequenceEqual(ports), $"{RenderedManifest.Name(deployment)}: open are {string.Join(", ", open)}");
            // A budget that a single replica can never meet would block the draining of its node.
            Assert.DoesNotContain(budgets, b => Selects(b["spec"]!["selector"]!["matchLabels"]!, deployment)
                && deployment["spec"]!["replicas"]!.GetValue<int>() == 1 && b["spec"]!["minAvailable"] is not null);
        });
        foreach (var service in manifest.Of("Service"))
        {
            var webhook = Assert.Single(manifest.Deployments, d => Selects(service["spec"]!["selector"]!, d));
            var port = service["spec"]!["ports"]![0]!;
            // The program registers itself at the usual port; a configuration of the chart's leads to the first one.
            var configured = manifest.Of("MutatingWebhookConfiguration").SingleOrDefault()?["webhooks"]![0]!["clientConfig"]!["service"]!["port"]!.GetValue<int>();
            Assert.Equal(configured ?? 443, port["port"]!.GetValue<int>());
            Assert.Contains(RenderedManifest.Container(webhook)["ports"]!.AsArray(), p => p!["containerPort"]!.GetValue<int>() == port["targetPort"]!.GetValue<int>());
        }
    }

    [SkippableFact]
    public async Task The_single_Pod_has_the_rights_of_the_three_and_one_lease()
    {
        var single = Grant.Of(await RenderAsync("overlays/single")).ToHashSet();
        var three = Grant.Of(await RenderAsync("")).Where(g => g.Name != "vpa-updater").Select(g => g with { Account = "kube-system/vpa" }).ToHashSet();
        Assert.Equal(three.OrderBy(g => g.ToString(), StringComparer.Ordinal), single.OrderBy(g => g.ToString(), StringComparer.Ordinal));
    }

    /// <summary>What is given twice could be taken away once without anything failing.</summary>
    [SkippableTheory]
    [MemberData(nameof(Renderings))]
    public async Task No_right_is_given_twice(string rendering)
    {
        var grants = Grant.Of(await RenderAsync(rendering));
        Assert.Empty(grants.GroupBy(g => g).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    /// <summary>The rights of the base are each proven to be needed by <see cref="InstallationScenario"/>; the overlay must not add to them.</summary>
    [SkippableFact]
    public async Task The_ha_overlay_gives_the_rights_of_the_base_to_the_same_roles()
    {
        var (ha, three) = (await RenderAsync("overlays/ha"), await RenderAsync(""));
        Assert.Equal(Grant.Of(three), Grant.Of(ha));
        Assert.Equal(three.Deployments.Select(d => new CommandLineOf(d).Effective), ha.Deployments.Select(d => new CommandLineOf(d).Effective));
    }

    /// <summary>Whatever the values: no account gets a right that is not proven to be needed, but what the operator asks for himself.</summary>
    [SkippableFact]
    public async Task No_values_of_the_chart_give_more_rights_than_those_that_are_proven()
    {
        var proven = Grant.Of(await RenderAsync(ChartPrefix + "every right")).Select(Kind).ToHashSet(StringComparer.Ordinal);
        foreach (var values in ChartValues.Legal.Keys.Except(["more rights"]))
        {
            Assert.Empty(Grant.Of(await RenderAsync(ChartPrefix + values)).Select(Kind).Except(proven));
        }

        static string Kind(Grant grant) => $"{grant.Account.Split('-')[^1]}: {grant.Verb} {grant.Resource}.{grant.Group}, {(grant.Name.Length == 0 ? "any" : "one")}";
    }

    [SkippableFact]
    public async Task Replicas_of_the_ha_overlay_take_turns_and_share_no_volume()
    {
        var manifest = await RenderAsync("overlays/ha");
        Assert.All(manifest.Deployments, d =>
        {
            Assert.Equal(2, d["spec"]!["replicas"]!.GetValue<int>());
            Assert.NotNull(RenderedManifest.PodSpec(d)["affinity"]!["podAntiAffinity"]);
            var line = new CommandLineOf(d);
            Assert.True(!line.Has("leader-elect") || line.Value("leader-elect") == "true");
        });
        Assert.Empty(manifest.Of("PersistentVolumeClaim"));
    }

    [SkippableFact]
    public async Task The_webhook_is_spread_over_nodes_and_zones()
    {
        var webhook = (await RenderAsync("")).Deployments.Single(d => RenderedManifest.Name(d) == "vpa-admission-controller");
        Assert.Equal(
            ["kubernetes.io/hostname", "topology.kubernetes.io/zone"],
            RenderedManifest.PodSpec(webhook)["topologySpreadConstraints"]!.AsArray().Select(c => c!["topologyKey"]!.GetValue<string>()));
    }

    /// <summary>A project whose files or lock file were forgotten would fail the build of the image only.</summary>
    [Fact]
    public void The_image_is_built_of_every_project_with_its_lock_file()
    {
        var dockerfile = File.ReadAllText(Path.Combine(Manifests.Root, "Dockerfile"));
        Assert.All(Directory.EnumerateDirectories(Path.Combine(Manifests.Root, "src")).Select(d => Path.GetFileName(d)!), project =>
        {
            Assert.True(File.Exists(Path.Combine(Manifests.Root, "src", project, "packages.lock.json")), project);
            Assert.Contains($"COPY src/{project}/*.csproj src/{project}/packages.lock.json src/{project}/", dockerfile, StringComparison.Ordinal);

            // What a project imports is needed as early as the project itself.
            Assert.All(Directory.EnumerateFiles(Path.Combine(Manifests.Root, "src", project), "*.props").Select(f => Path.GetFileName(f)!), props =>
                Assert.Contains($"COPY src/{project}/{props} src/{project}/", dockerfile, StringComparison.Ordinal));
        });
    }

    private static async Task<RenderedManifest> RenderAsync(string rendering) =>
        rendering.StartsWith(ChartPrefix, StringComparison.Ordinal)
            ? await RenderedManifest.HelmAsync(ChartValues.Legal[rendering[ChartPrefix.Length..]])
            : await RenderedManifest.KustomizeAsync(rendering);

    private static bool Selects(JsonNode labels, JsonNode deployment)
    {
        var pod = deployment["spec"]!["template"]!["metadata"]!["labels"]!;
        return labels.AsObject().All(l => JsonNode.DeepEquals(pod[l.Key], l.Value));
    }

    private static string Identity(JsonObject o) => $"{o["kind"]} {o["metadata"]!["namespace"]}/{o["metadata"]!["name"]}";
}
