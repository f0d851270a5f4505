using System.Text.Json.Nodes;
using CsCheck;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Admission.Tests.Reviewing;

/// <summary>Pods, VPAs and LimitRanges at random.</summary>
internal static class AdmissionCases
{
    /// <summary>Names of containers; the last two need escaping in a JSON pointer, in JSON, or in both.</summary>
    private static readonly string[] Names = ["a", "b/c~d", "~1\"\\é"];

    /// <summary>Resources beside cpu and memory; two need escaping. None of them can be overcommitted: a request must equal its limit.</summary>
    public static readonly string[] OtherResources = ["nvidia.com/gpu", "example.com/a~b", "hugepages-2Mi"];

    private static readonly Gen<string> Cpu = Gen.OneOf("1m", "10m", "100m", "333m", "1", "1500m", "12", "100u", "0");
    private static readonly Gen<string> Memory = Gen.OneOf("1", "1M", "64Mi", "100Mi", "1Gi", "1500M", "7G", "1Ei", "0", "1e3");

    /// <summary>Of cpu 64m to 4096m and of memory 1Mi to 1Gi, each twice the one before, so that every share of the one in the other is whole.</summary>
    private static readonly Gen<string> EvenCpu = Gen.Int[6, 12].Select(i => $"{1 << i}m");
    private static readonly Gen<string> EvenMemory = Gen.Int[0, 10].Select(i => $"{1 << i}Mi");

    /// <summary>What a status may hold: also what no recommender writes.</summary>
    private static readonly Gen<string> TargetCpu = Gen.OneOf("1m", "10m", "100m", "333m", "1", "1500m", "12", "100u", "0", "-5m");
    private static readonly Gen<string> TargetMemory = Gen.OneOf("1", "1M", "64Mi", "100Mi", "1Gi", "1500M", "7G", "1Ei", "0", "1e3", "-1Gi");

    private static readonly Gen<ResourceList> Others = Gen.Select(Gen.OneOf(OtherResources), Gen.Int[0, 8]).Array[0, 2]
        .Select(all => ResourceList.Of(all.DistinctBy(e => e.Item1).Select(e => KeyValuePair.Create(e.Item1, Quantity.FromMilli(e.Item2 * 1000L)))));

    /// <summary>Pods with all that may be in one, of any amounts.</summary>
    public static Gen<JsonObject> Pods { get; } = Gen.Select(PlainPods(Cpu, Memory, 3), Gen.Int[0, 3], Gen.Int[0, 2], Others, Gen.Bool).Select(
        (pod, annotations, sidecars, others, claims) => Decorated(pod, annotations, sidecars, others, claims));

    /// <summary>Pods of even amounts.</summary>
    public static Gen<JsonObject> EvenPods { get; } = PlainPods(EvenCpu, EvenMemory, 3).Select(p => PodJson.Of(p));

    /// <summary>Pods of even amounts with one container.</summary>
    public static Gen<JsonObject> EvenSinglePods { get; } = PlainPods(EvenCpu, EvenMemory, 1).Select(p => PodJson.Of(p));

    /// <summary>VPAs of all modes and policies, of any amounts, with a start-up boost.</summary>
    public static Gen<AVpa> Vpas { get; } = Gen.Select(
        Targets(TargetCpu, TargetMemory), Bounds(Cpu, Memory), Gen.OneOf(ControlledValues.RequestsOnly, ControlledValues.RequestsAndLimits), Gen.Int[0, 5], Others,
        Gen.Select(Gen.OneOf(UpdateMode.Recreate, UpdateMode.Initial, UpdateMode.InPlace, UpdateMode.InPlaceOrRecreate, UpdateMode.Off), Gen.Bool), Others).Select(
        (targets, bounds, values, boost, others, policy, most) => (policy.Item2 ? new AVpaPolicy(policy.Item1, "b/c~d") : new(policy.Item1, null)).Apply(
            Vpa(targets, others).Allowing("*", bounds.Item1.Cpu, bounds.Item1.Memory, bounds.Item2.Cpu, bounds.Item2.Memory)
                .For("*", p => p with { MaxAllowed = ResourceList.Of([.. p.MaxAllowed, .. most]) }).Controlling("*", values).With(Boost(boost))));

    /// <summary>VPAs of any amounts, without a boost.</summary>
    public static Gen<AVpa> UnboostedVpas { get; } =
        Gen.Select(Targets(TargetCpu, TargetMemory), Bounds(Cpu, Memory), Gen.OneOf(ControlledValues.RequestsOnly, ControlledValues.RequestsAndLimits)).Select((targets, bounds, values) =>
            Vpa(targets, ResourceList.Empty).Allowing("*", bounds.Item1.Cpu, bounds.Item1.Memory, bounds.Item2.Cpu, bounds.Item2.Memory).Controlling("*", values));

    /// <summary>Start-up boosts by factor and by quantity, and an empty one is among them.</summary>
    public static Gen<StartupBoost> Boosts { get; } = Gen.Int[0, 5].Select(Boost);

    /// <summary>VPAs of even amounts that control requests and limits, without a boost.</summary>
    public static Gen<AVpa> EvenVpas { get; } = Gen.Select(Targets(EvenCpu, EvenMemory), Bounds(EvenCpu, EvenMemory)).Select((targets, bounds) =>
        Vpa(targets, ResourceList.Empty).Allowing("*", bounds.Item1.Cpu, bounds.Item1.Memory, bounds.Item2.Cpu, bounds.Item2.Memory));

    /// <summary>LimitRanges of any amounts.</summary>
    public static Gen<ALimitRange> LimitRanges { get; } = Gen.Select(Bounds(Cpu, Memory), Values(Cpu, Memory), Bounds(Cpu, Memory)).Select((each, @default, pod) =>
        ALimitRange.Named("l").OfContainers(each.Item1.Cpu, each.Item1.Memory, each.Item2.Cpu, each.Item2.Memory, @default.Cpu, @default.Memory)
            .OfPods(pod.Item1.Cpu, pod.Item1.Memory, pod.Item2.Cpu, pod.Item2.Memory));

    /// <summary>LimitRanges of even amounts without default limits: those, the cluster has filled in before a webhook is called.</summary>
    public static Gen<ALimitRange> EvenLimitRanges { get; } = Gen.Select(Bounds(EvenCpu, EvenMemory), Bounds(EvenCpu, EvenMemory)).Select((each, pod) =>
        ALimitRange.Named("l").OfContainers(each.Item1.Cpu, each.Item1.Memory, each.Item2.Cpu, each.Item2.Memory).OfPods(pod.Item1.Cpu, pod.Item1.Memory, pod.Item2.Cpu, pod.Item2.Memory));

    private static Gen<(string? Cpu, string? Memory)> Values(Gen<string> cpu, Gen<string> memory) => Gen.Select(cpu.Null(), memory.Null());

    private static Gen<((string? Cpu, string? Memory), (string? Cpu, string? Memory))> Bounds(Gen<string> cpu, Gen<string> memory) =>
        Gen.Select(Pair(cpu), Pair(memory)).Select((c, m) => ((c.Low, m.Low), (c.High, m.High)));

    private static Gen<(string? Cpu, string? Memory)[]> Targets(Gen<string> cpu, Gen<string> memory) => Values(cpu, memory).Array[0, 3];

    /// <summary>Two amounts of which the second is not below the first; either may be missing.</summary>
    private static Gen<(string? Low, string? High)> Pair(Gen<string> values) => Gen.Select(values.Null(), values.Null()).Select((a, b) =>
        a is null || b is null || Quantity.Parse(a) <= Quantity.Parse(b) ? (a, b) : (b, a));

    private static Gen<Pod> PlainPods(Gen<string> cpu, Gen<string> memory, int containers) => Gen.Select(Pair(cpu), Pair(memory)).Array[1, containers].Select(all =>
        all.Select((c, i) => (c, i)).Aggregate(APod.Named("p"), (pod, c) => pod.WithContainer(Names[c.i], c.c.Item1.Low, c.c.Item2.Low, c.c.Item1.High, c.c.Item2.High)).Build());

    private static AVpa Vpa((string? Cpu, string? Memory)[] targets, ResourceList others) => targets.Select((t, i) => (t, i)).Aggregate(
        AVpa.Named("web").Targeting("Deployment", "web"),
        (vpa, t) => vpa.Recommending(new ContainerRecommendation { ContainerName = Names[t.i], Target = ResourceList.Of(AResourceList.Of(t.t.Cpu, t.t.Memory).Concat(others)) }));

    private static StartupBoost Boost(int boost) => boost switch
    {
        0 => new(null),
        <= 3 => new(new(StartupBoostType.Factor, boost, null, null)),
        _ => new(new(StartupBoostType.Quantity, null, Quantity.FromMilli(boost * 100), null)),
    };

    private static JsonObject Decorated(Pod plain, int annotations, int sidecars, ResourceList others, bool claims)
    {
        var pod = PodJson.Of(plain);
        switch (annotations)
        {
            case 1:
                pod["metadata"]!["annotations"] = null;
                break;
            case 2:
                pod["metadata"]!["annotations"] = new JsonObject();
                break;
            case 3:
                pod["metadata"]!["annotations"] = new JsonObject { ["example.com/kept~"] = "yes", ["vpaUpdates"] = "old" };
                break;
        }

        if (sidecars > 0)
        {
            pod["spec"]!["initContainers"] = new JsonArray([.. Enumerable.Range(0, sidecars).Select(i => InitContainer(Names[i], isSidecar: i == 1))]);
        }

        var first = PodJson.Containers(pod)[0]!.AsObject();
        if (others.Count > 0)
        {
            // Such resources have limits equal to their requests.
            var resources = first["resources"]?.AsObject() ?? [];
            first["resources"] = resources;
            foreach (var list in new[] { "requests", "limits" })
            {
                resources[list] ??= new JsonObject();
                foreach (var (name, amount) in others)
                {
                    resources[list]![name] = amount.ToString();
                }
            }
        }

        if (claims)
        {
            first["resources"] ??= new JsonObject();
            first["resources"]!["claims"] = new JsonArray(new JsonObject { ["name"] = "gpu" });
        }

        return pod;
    }

    /// <summary>It may even have the name of a recommendation; it is left alone (A106).</summary>
    private static JsonObject InitContainer(string name, bool isSidecar)
    {
        var container = new JsonObject { ["name"] = name, ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "10m" } } };
        if (isSidecar)
        {
            container["restartPolicy"] = "Always";
        }

        return container;
    }

    /// <summary>A mode, and the container that has a policy of its own which turns scaling off.</summary>
    private sealed record AVpaPolicy(UpdateMode Mode, string? Unscaled)
    {
        public AVpa Apply(AVpa vpa) => Unscaled is null ? vpa.InMode(Mode) : vpa.InMode(Mode).NotScaling(Unscaled);
    }
}
