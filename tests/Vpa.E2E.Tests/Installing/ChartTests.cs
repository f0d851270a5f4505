using System.Text.Json.Nodes;

namespace Vpa.E2E.Tests.Installing;

/// <summary>The chart: what it accepts, what it refuses with which words, and that it installs what the kustomization does.</summary>
public sealed class ChartTests
{
    public static TheoryData<string> Legal => [.. ChartValues.Legal.Keys];

    public static TheoryData<string> Refused => [.. ChartValues.Refused.Keys];

    [SkippableTheory]
    [MemberData(nameof(Legal))]
    public async Task Lint_finds_nothing(string values)
    {
        Helm.Require();
        var result = await Helm.LintAsync(ChartValues.Legal[values]);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [SkippableTheory] // D24
    [MemberData(nameof(Refused))]
    public async Task What_does_not_fit_together_is_refused_by_name(string part)
    {
        Helm.Require();
        var result = await Helm.TemplateAsync(ChartValues.Refused[part]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(part, result.Error, StringComparison.Ordinal);
    }

    [SkippableTheory] // D22
    [InlineData("vpa", "{}", "vpa-vertical-pod-autoscaler")]
    [InlineData("vpa", """{"nameOverride":"vpa"}""", "vpa")]
    [InlineData("vpa", """{"fullnameOverride":"mine"}""", "mine")]
    [InlineData("vpa", """{"fullnameOverride":"a-name-that-is-longer-than-the-sixty-three-characters-allowed-x-y"}""", "a-name-that-is-longer-than-the-sixty-three-characters-allowed-x")]
    public async Task Names_follow_the_release(string release, string values, string fullname)
    {
        Assert.Equal(Helm.Release, release);
        var manifest = await RenderedManifest.HelmAsync(JsonNode.Parse(values)!.AsObject());
        Assert.Contains($"{fullname}-recommender", manifest.Deployments.Select(RenderedManifest.Name));
    }

    [SkippableFact] // D23
    public async Task Leader_election_is_on_with_several_replicas_and_its_Role_is_where_the_lease_is()
    {
        var manifest = await RenderedManifest.HelmAsync(ChartValues.Legal["a lease elsewhere"]);
        var updater = new CommandLineOf(manifest.Deployments.Single(d => RenderedManifest.Name(d).EndsWith("updater", StringComparison.Ordinal)));
        Assert.Equal(["true", "elsewhere", "another", "1m"], new[] { "leader-elect", "leader-elect-resource-namespace", "leader-elect-resource-name", "leader-elect-lease-duration" }.Select(updater.Value));
        Assert.Contains(Grant.Of(manifest), g => g is { Namespace: "elsewhere", Name: "another", Verb: "update" });
        var recommender = new CommandLineOf(manifest.Deployments.Single(d => RenderedManifest.Name(d).EndsWith("recommender", StringComparison.Ordinal)));
        Assert.Equal("false", recommender.Value("leader-elect"));
        Assert.DoesNotContain(Grant.Of(manifest), g => g.Name == "vpa-recommender-lease");
    }

    [SkippableFact] // R162
    public async Task Extra_arguments_win_over_those_of_the_chart()
    {
        var manifest = await RenderedManifest.HelmAsync(ChartValues.Legal["flags that the chart gives too"]);
        Assert.Equal(3, manifest.Deployments.Count());
        foreach (var deployment in manifest.Deployments)
        {
            Assert.Equal(["--v=4", "--v=6"], RenderedManifest.Texts(RenderedManifest.Container(deployment)["args"]).Where(a => a.StartsWith("--v=", StringComparison.Ordinal)));
            Assert.Empty(new CommandLineOf(deployment).Errors);
        }
    }

    [SkippableFact] // R3, R4
    public async Task Without_rbac_there_is_none_and_accounts_can_be_named()
    {
        var manifest = await RenderedManifest.HelmAsync(ChartValues.Legal["rights by somebody else"]);
        Assert.DoesNotContain(manifest.Objects, o => o["kind"]!.GetValue<string>().Contains("Role", StringComparison.Ordinal));
        Assert.Empty(manifest.Of("ServiceAccount"));
        Assert.Equal(["default", "mine", "mine"], manifest.Deployments.Select(d => RenderedManifest.PodSpec(d)["serviceAccountName"]!.GetValue<string>()).Order());
    }

    [SkippableTheory] // D25, D27: the three ways to have certificates
    [InlineData("the program's own certificates", false, true, true)]
    [InlineData("certificates given", false, true, false)]
    [InlineData("certificates given, webhook of the chart", true, false, false)]
    [InlineData("cert-manager with a CA of the chart", true, false, false)]
    [InlineData("cert-manager, registered by the program", false, true, false)]
    public async Task Certificates_and_webhook_come_from_where_they_should(string values, bool chartMakesWebhook, bool programRegisters, bool programMakesCertificates)
    {
        var manifest = await RenderedManifest.HelmAsync(ChartValues.Legal[values]);
        var deployment = manifest.Deployments.Single(d => RenderedManifest.Name(d).EndsWith("admission-controller", StringComparison.Ordinal));
        Assert.Equal(programRegisters ? "true" : "false", new CommandLineOf(deployment).Value("register-webhook"));
        Assert.Equal(chartMakesWebhook, manifest.Of("MutatingWebhookConfiguration").Any());
        var secret = RenderedManifest.PodSpec(deployment)["volumes"]!.AsArray().Single(v => v!["name"]!.GetValue<string>() == "tls-certs")!["secret"]!;
        // Certificates that somebody else brings are waited for.
        Assert.Equal(programMakesCertificates, secret["optional"]?.GetValue<bool>() ?? false);
        var grants = Grant.Of(manifest);
        Assert.Equal(programMakesCertificates, grants.Any(g => g.Resource == "secrets"));
        Assert.Equal(programRegisters, grants.Any(g => g.Resource == "mutatingwebhookconfigurations"));
        foreach (var webhook in manifest.Of("MutatingWebhookConfiguration").Select(c => Assert.Single(c["webhooks"]!.AsArray())!))
        {
            var injected = manifest.Of("MutatingWebhookConfiguration").Single()["metadata"]!["annotations"]?["cert-manager.io/inject-ca-from"]?.GetValue<string>();
            var certificate = manifest.Of("Certificate").Select(RenderedManifest.Name).SingleOrDefault(n => n.EndsWith("webhook-cert", StringComparison.Ordinal));
            Assert.Equal(certificate is null ? null : $"kube-system/{certificate}", injected);
            Assert.Equal(certificate is null, webhook["clientConfig"]!["caBundle"] is not null);
            Assert.Equal("vpa.k8s.io", webhook["name"]!.GetValue<string>());
        }
    }

    [SkippableFact]
    public async Task The_definitions_are_those_of_the_kustomization()
    {
        var chart = await RenderedManifest.HelmAsync([], "kube-system", "--include-crds");
        var kustomized = await RenderedManifest.KustomizeAsync("crds");
        Assert.Equal(2, kustomized.Objects.Count);
        Assert.All(kustomized.Objects, crd => Assert.True(
            JsonNode.DeepEquals(crd, chart.Of("CustomResourceDefinition").Single(c => RenderedManifest.Name(c) == RenderedManifest.Name(crd)))));
    }

    [SkippableFact]
    public async Task It_installs_what_the_kustomization_installs()
    {
        var chart = await RenderedManifest.HelmAsync(ChartValues.LikeKustomize);
        var kustomized = await RenderedManifest.KustomizeAsync("");
        Assert.Equal(Sorted(Grant.Of(kustomized)), Sorted(Grant.Of(chart)));
        foreach (var kind in new[] { "Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy", "PriorityClass", "PersistentVolumeClaim", "ServiceAccount" })
        {
            Assert.Equal(kustomized.Of(kind).Select(Meaning).Order(StringComparer.Ordinal), chart.Of(kind).Select(Meaning).Order(StringComparer.Ordinal));
        }
    }

    private static IEnumerable<string> Sorted(IEnumerable<Grant> grants) => grants.Select(g => g.ToString()).Distinct().Order(StringComparer.Ordinal);

    /// <summary>An object without what is a matter of taste: labels, selectors by labels, helm's annotations, fields that say the default.</summary>
    private static string Meaning(JsonObject manifest)
    {
        var copy = manifest.DeepClone().AsObject();
        if (manifest["kind"]!.GetValue<string>() == "Deployment")
        {
            var container = RenderedManifest.Container(copy);
            container["args"] = new JsonArray([.. new CommandLineOf(manifest).Effective.Select(a => (JsonNode?)a)]);
            RenderedManifest.PodSpec(copy).AsObject().Remove("affinity");
        }

        copy["metadata"]!.AsObject().Remove("labels");
        copy["metadata"]!.AsObject().Remove("annotations");
        Strip(copy);
        return Ordered(copy)!.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var name in new[] { "selector", "podSelector", "labelSelector", "labels", "matchLabels", "revisionHistoryLimit" })
                {
                    o.Remove(name);
                }

                if (o["protocol"]?.GetValue<string>() == "TCP")
                {
                    o.Remove("protocol");
                }

                if (o["type"] is JsonValue v && v.TryGetValue<string>(out var type) && type == "ClusterIP")
                {
                    o.Remove("type");
                }

                o.ToList().ForEach(p => Strip(p.Value));
                o.Where(p => p.Value is JsonObject { Count: 0 } && p.Key == "metadata").ToList().ForEach(p => o.Remove(p.Key));
                break;
            case JsonArray a:
                a.ToList().ForEach(Strip);
                break;
        }
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Ordered(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Ordered)]),
        _ => node?.DeepClone(),
    };
}
