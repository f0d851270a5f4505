using System.Text.Json;
using Microsoft.Extensions.Logging.Testing;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Wire;

namespace Vpa.Kubernetes.Tests.Wire;

public sealed class MapperTests
{
    private readonly FakeLogger _logger = new();

    private MappingProblems Problems => field ??= new(_logger);

    private IEnumerable<string> Said => _logger.Collector.GetSnapshot().Select(r => r.Message);

    [Fact]
    public void Maps_a_pod_with_all_that_the_rules_use()
    {
        var pod = Pod("""
            {"metadata":{"name":"web-1","namespace":"shop","uid":"u1","resourceVersion":"42","creationTimestamp":"2026-05-04T12:00:00Z","deletionTimestamp":"2026-05-04T13:00:00+01:00",
              "labels":{"app":"web"},"annotations":{"vpaObservedContainers":"app","kubectl.kubernetes.io/last-applied-configuration":"big"},
              "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"r","controller":true},{"apiVersion":"v1","kind":"X","name":"y","uid":"z"}]},
             "spec":{"nodeName":"n1","initContainers":[{"name":"init"}],"containers":[
               {"name":"app","image":"i","resources":{"requests":{"cpu":"100m","memory":"64Mi","nvidia.com/gpu":1},"limits":{}},"resizePolicy":[{"resourceName":"cpu","restartPolicy":"NotRequired"},{"resourceName":"memory","restartPolicy":"RestartContainer"}]},
               {"name":"side"}]},
             "status":{"phase":"Running","qosClass":"Burstable","startTime":"2026-05-04T12:00:05Z","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-05-04T12:00:09Z"}],
               "containerStatuses":[{"name":"app","restartCount":2,"resources":{"requests":{"cpu":0.2}},"state":{"running":{"startedAt":"2026-05-04T12:00:07Z"}},
                 "lastState":{"terminated":{"reason":"OOMKilled","finishedAt":"2026-05-04T12:00:06Z"}}}]}}
            """);
        Assert.Equal((new NamespacedName("shop", "web-1"), "u1", "42", "n1", PodPhase.Running, "Burstable"), (pod.Key, pod.Uid, pod.ResourceVersion, pod.NodeName, pod.Phase, pod.QosClass));
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero), pod.DeletionTimestamp);
        Assert.Equal("web", pod.Labels["app"]);
        Assert.Equal(["vpaObservedContainers"], pod.Annotations!.Keys);
        Assert.Equal([new("apps/v1", "ReplicaSet", "web", true), new("v1", "X", "y", false)], pod.Owners.AsEnumerable());
        Assert.Equal(["app", "side"], pod.Containers.Select(c => c.Name));
        Assert.Equal("cpu: 100m, memory: 64Mi, nvidia.com/gpu: 1", pod.Containers[0].Resources.Requests!.ToString());
        Assert.Empty(pod.Containers[0].Resources.Limits!); // {} differs from absent (A133)
        Assert.Equal("memory", Assert.Single(pod.Containers[0].RestartOnResizeOf));
        Assert.Same(ContainerResources.None, pod.Containers[1].Resources);
        Assert.Equal("init", Assert.Single(pod.InitContainerNames));
        var status = pod.StatusOf("app")!;
        Assert.Equal((2, ContainerStateKind.Running, true), (status.RestartCount, status.State.Kind, status.LastState.IsOutOfMemoryKill));
        Assert.Equal(Quantity.Parse("200m"), pod.ResourcesOf(pod.Containers[0]).Requests!["cpu"]); // the status wins (R116)
        Assert.Equal("True", Assert.Single(pod.Conditions).Status);
        Assert.Empty(Said);
    }

    [Theory]
    [InlineData("\"1,000\"", "1,000")]
    [InlineData("\"NaN\"", "NaN")]
    [InlineData("true", "true")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    public void A_bad_quantity_costs_only_its_entry_and_is_named_once(string json, string value)
    {
        var text = $$$$$$$"""{"metadata":{"name":"p","namespace":"ns"},"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":{{{{{{{json}}}}}}},"memory":"1Gi"}}}]}}""";
        Assert.Equal("memory: 1Gi", Pod(text).Containers[0].Resources.Requests!.ToString());
        Pod(text);
        Assert.Equal($"Pod ns/p: spec.containers[].resources.cpu has the unusable value '{value}', which is left out", Assert.Single(Said));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":null,"spec":null,"status":null}""")]
    [InlineData("""{"metadata":{"labels":null,"ownerReferences":null},"spec":{"containers":null},"status":{"phase":"Strange","startTime":"yesterday","containerStatuses":[null,{"name":"c","state":{}}]}}""")]
    public void A_pod_with_next_to_nothing_is_still_a_pod(string json)
    {
        var pod = Pod(json);
        Assert.Equal((PodPhase.Unknown, (string?)null, (DateTimeOffset?)null), (pod.Phase, pod.NodeName, pod.StartTime));
        Assert.Empty(pod.Containers);
    }

    [Fact]
    public void Maps_a_vpa_with_spec_and_status()
    {
        var vpa = Vpa("""
            {"metadata":{"name":"v","namespace":"ns","generation":3,"annotations":{"vpa-post-processor.kubernetes.io/app_integerCPU":"true"}},
             "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},"recommenders":[{"name":"alt"}],
               "updatePolicy":{"updateMode":"InPlaceOrRecreate","minReplicas":1,"evictAfterOOMSeconds":60,"evictionRequirements":[{"resources":["cpu"],"changeRequirement":"TargetHigherThanRequests"}]},
               "resourcePolicy":{"containerPolicies":[{"containerName":"*","mode":"Off","minAllowed":{"cpu":1},"maxAllowed":{"memory":"2Gi"},"controlledResources":[],"controlledValues":"RequestsOnly","oomBumpUpRatio":1.5,"memoryAggregationIntervalCount":4}]},
               "startupBoost":{"cpu":{"type":"Factor","factor":2,"durationSeconds":30}}},
             "status":{"observedGeneration":2,"conditions":[{"type":"RecommendationProvided","status":"True","lastTransitionTime":"2026-05-04T12:00:00Z"}],
               "recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"126m","memory":"262144k"},"lowerBound":{"cpu":"1m"}}]}}}
            """);
        Assert.Equal((new NamespacedName("ns", "v"), 3L, new TargetReference("apps/v1", "Deployment", "web"), UpdateMode.InPlaceOrRecreate), (vpa.Key, vpa.Generation, vpa.Target, vpa.EffectiveMode));
        Assert.Equal((1, 60), (vpa.UpdatePolicy!.MinReplicas, vpa.UpdatePolicy.EvictAfterOomSeconds));
        Assert.Equal(ChangeRequirement.TargetHigherThanRequests, Assert.Single(vpa.UpdatePolicy.EvictionRequirements!.Value).Change);
        var policy = vpa.ResourcePolicy!.For("anything")!;
        Assert.Equal((ScalingMode.Off, ControlledValues.RequestsOnly, 4L), (policy.Mode, policy.ControlledValues, policy.MemoryAggregationIntervalCount));
        Assert.Equal(("cpu: 1", "memory: 2Gi", Quantity.Parse("1500m")), (policy.MinAllowed.ToString(), policy.MaxAllowed.ToString(), policy.OomBumpUpRatio));
        Assert.Empty(policy.ControlledResources!.Value); // an empty list means none (R65)
        Assert.Equal(new CpuStartupBoost(StartupBoostType.Factor, 2, null, 30), vpa.StartupBoost!.Cpu);
        Assert.Equal("alt", Assert.Single(vpa.Recommenders));
        Assert.Equal("true", vpa.Annotations["vpa-post-processor.kubernetes.io/app_integerCPU"]);
        var recommendation = vpa.Status.Recommendation!.For("app")!;
        Assert.Equal("cpu: 126m, memory: 262144k", recommendation.Target.ToString());
        Assert.Null(recommendation.UpperBound);
        Assert.Equal(2, vpa.Status.ObservedGeneration);
        Assert.Equal("True", vpa.Status.Condition(VpaConditionTypes.RecommendationProvided)!.Status);
        Assert.Empty(Said);
    }

    [Theory]
    [InlineData("Auto", UpdateMode.Auto)]
    [InlineData("", UpdateMode.Recreate)]
    [InlineData("Sometimes", UpdateMode.Unknown)]
    [InlineData("Unknown", UpdateMode.Unknown)]
    [InlineData("1", UpdateMode.Unknown)]
    [InlineData("Off,Initial", UpdateMode.Unknown)]
    [InlineData("off", UpdateMode.Unknown)]
    public void Modes_are_a_closed_set_and_unknown_ones_are_tolerated_U22(string mode, UpdateMode expected)
    {
        var vpa = Vpa($$$$$$$"""{"metadata":{"name":"v","namespace":"ns"},"spec":{"updatePolicy":{"updateMode":"{{{{{{{mode}}}}}}}"},"startupBoost":{}}}""");
        Assert.Equal(expected, vpa.EffectiveMode);
        Assert.Null(vpa.Target);
        Assert.True(vpa.HasStartupBoost);
        Assert.Equal(expected == UpdateMode.Unknown ? 1 : 0, Said.Count(m => m.Contains("spec.updatePolicy.updateMode", StringComparison.Ordinal)));
    }

    [Fact]
    public void Maps_LimitRanges_and_keeps_absent_lists_apart_from_empty_ones()
    {
        var range = new LimitRangeMapper(Problems).Map(JsonSerializer.Deserialize("""{"metadata":{"name":"l","namespace":"ns"},"spec":{"limits":[{"type":"Container","max":{"cpu":"2"},"default":{}},{"type":"Pod","min":{"memory":1024}}]}}""", WireJson.Default.WireLimitRange)!);
        Assert.Equal(new NamespacedName("ns", "l"), range.Key);
        Assert.Equal(("Container", "cpu: 2", 0), (range.Items[0].Type, range.Items[0].Max!.ToString(), range.Items[0].Default!.Count));
        Assert.Null(range.Items[0].Min);
        Assert.Equal("memory: 1024", range.Items[1].Min!.ToString());
        Assert.Empty(new LimitRangeMapper(Problems).Map(JsonSerializer.Deserialize("""{"metadata":{"name":"l"},"spec":{"limits":null}}""", WireJson.Default.WireLimitRange)!).Items);
    }

    [Theory]
    [InlineData("Deployment", """{"spec":{"replicas":3,"selector":{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["x"]}]}}}""", 3, true)]
    [InlineData("Deployment", """{"spec":{"selector":{}}}""", null, true)] // present but empty matches everything (R107)
    [InlineData("Deployment", """{"spec":{}}""", null, false)] // absent matches nothing
    [InlineData("Deployment", """{"spec":{"selector":{"matchExpressions":[{"key":"app","operator":"Almost"}]}}}""", null, false)]
    [InlineData("DaemonSet", """{"spec":{"replicas":9,"selector":{"matchLabels":{"app":"web"}}},"status":{"desiredNumberScheduled":4}}""", 4, true)]
    public void Maps_workloads(string kind, string json, int? replicas, bool matches) // U24, U35
    {
        var controller = new ControllerMapper(kind, Problems).Map(JsonSerializer.Deserialize(json, WireJson.Default.WireWorkload)!);
        Assert.Equal(replicas, controller.Replicas);
        Assert.Equal(matches, controller.Selector.Matches(new Dictionary<string, string> { ["app"] = "web" }));
    }

    [Fact]
    public void Maps_the_kinds_without_a_selector_object_and_the_first_controlling_owner_R106_R110() // U24, U29
    {
        var labels = new Dictionary<string, string> { ["app"] = "web" };
        var rc = new ControllerMapper("ReplicationController", Problems).Map(JsonSerializer.Deserialize("""{"metadata":{"ownerReferences":[{"kind":"A","name":"a"},{"kind":"B","name":"b","controller":true},{"kind":"C","name":"c","controller":true}]},"spec":{"selector":{"app":"web"}}}""", WireJson.Default.WireReplicationController)!);
        Assert.True(rc.Selector.Matches(labels));
        Assert.Equal("B", rc.Owner!.Kind);
        var cron = new ControllerMapper("CronJob", Problems).Map(JsonSerializer.Deserialize("""{"spec":{"jobTemplate":{"spec":{"template":{"metadata":{"labels":{"app":"web"}}}}}}}""", WireJson.Default.WireCronJob)!);
        Assert.True(cron.Selector.Matches(labels));
        var bare = new ControllerMapper("CronJob", Problems).Map(JsonSerializer.Deserialize("""{"spec":{"jobTemplate":{}}}""", WireJson.Default.WireCronJob)!);
        Assert.False(bare.Selector.Matches(labels));
    }

    [Theory]
    [InlineData("app=web,tier!=db", "app=web", true)]
    [InlineData("app==web", "app=web", true)]
    [InlineData("app in (web, api),!gone", "app=api", true)]
    [InlineData("app notin (web)", "app=web", false)]
    [InlineData("app,level>1,level<5", "app=x,level=3", true)]
    [InlineData("level>3", "level=3", false)]
    [InlineData("", "app=web", true)]
    public void Reads_selectors_in_text_form_R107(string text, string labels, bool matches)
    {
        Assert.True(LabelSelectorText.TryParse(text, out var selector));
        Assert.Equal(matches, selector.Matches(labels.Split(',').Select(l => l.Split('=')).ToDictionary(l => l[0], l => l[1])));
    }

    [Theory]
    [InlineData("app in web")]
    [InlineData("app among (web)")]
    [InlineData("in (web)")]
    [InlineData("app=web,")]
    [InlineData("=web")]
    public void Refuses_texts_that_are_no_selector(string text)
    {
        Assert.False(LabelSelectorText.TryParse(text, out var selector));
        Assert.False(selector.Matches(new Dictionary<string, string>()));
    }

    [Fact]
    public void Of_a_vpa_admission_keeps_what_it_decides_by()
    {
        const string Json = """
            {"metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"7","creationTimestamp":"2026-05-04T12:00:00Z"},
             "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},"updatePolicy":{"updateMode":"Initial"},
              "resourcePolicy":{"containerPolicies":[{"containerName":"*","maxAllowed":{"cpu":"2"}}]}},
             "status":{"recommendation":{"containerRecommendations":[{"containerName":"app","target":{"cpu":"1"},"lowerBound":{"cpu":"1"},"upperBound":{"cpu":"1"},"uncappedTarget":{"cpu":"1"}}]},
              "conditions":[{"type":"RecommendationProvided","status":"True"}]}}
            """;
        var (all, kept) = (Vpa(Json), Vpa(Json, forAdmission: true));
        Assert.Equal((all.Key, all.CreationTimestamp, all.Target, all.UpdatePolicy), (kept.Key, kept.CreationTimestamp, kept.Target, kept.UpdatePolicy));
        Assert.Equal(all.ResourcePolicy!.ContainerPolicies[0].MaxAllowed, kept.ResourcePolicy!.ContainerPolicies[0].MaxAllowed);
        var (given, target) = (Assert.Single(all.Status.Recommendation!.Containers), Assert.Single(kept.Status.Recommendation!.Containers));
        Assert.Equal((given.ContainerName, given.Target), (target.ContainerName, target.Target));
        Assert.NotNull(given.UpperBound);
        Assert.Equal((null, null, null), (target.LowerBound, target.UpperBound, target.UncappedTarget));
        Assert.NotEmpty(all.Status.Conditions);
        Assert.Empty(kept.Status.Conditions);
    }

    [Fact]
    public void A_selector_of_labels_and_expressions_needs_both_R107()
    {
        var selector = new ControllerMapper("Deployment", Problems).Map(JsonSerializer.Deserialize(
            """{"spec":{"selector":{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"Exists"}]}}}""", WireJson.Default.WireWorkload)!).Selector;
        Assert.True(selector.Matches(new Dictionary<string, string> { ["app"] = "web", ["tier"] = "1" }));
        Assert.False(selector.Matches(new Dictionary<string, string> { ["app"] = "web" }));
        Assert.False(selector.Matches(new Dictionary<string, string> { ["app"] = "api", ["tier"] = "1" }));
        Assert.Equal(["app", "tier"], selector.Requirements.Select(r => r.Key));
    }

    [Fact]
    public void Repeated_strings_are_one_string()
    {
        var (a, b) = (Pod("""{"metadata":{"name":"a","namespace":"shop"},"spec":{"nodeName":"node-7"}}"""), Pod("""{"metadata":{"name":"b","namespace":"shop"},"spec":{"nodeName":"node-7"}}"""));
        Assert.Same(a.Namespace, b.Namespace);
        Assert.Same(a.NodeName, b.NodeName);
    }

    private Pod Pod(string json) => new PodMapper(Problems).Map(JsonSerializer.Deserialize(json, WireJson.Default.WirePod)!);

    private VerticalPodAutoscaler Vpa(string json, bool forAdmission = false) => new VpaMapper(Problems, forAdmission).Map(JsonSerializer.Deserialize(json, WireJson.Default.WireVpa)!);
}
