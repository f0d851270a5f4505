using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;
using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Testing;

namespace Vpa.Admission.Tests.Reviewing;

/// <summary>What holds for every pod, VPA and LimitRange: bytes in, bytes out, patch applied by another implementation.</summary>
public sealed class PatchLawTests
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly Gen<string> Cpu = OneOf("1m", "10m", "100m", "333m", "1", "1500m", "12", "100u", "0");
    private static readonly Gen<string> Memory = OneOf("1", "1M", "64Mi", "100Mi", "1Gi", "1500M", "7G", "1Ei", "0", "1e3");

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>A request and a limit that is not below it; either may be missing.</summary>
    private static Gen<(string? Request, string? Limit)> Pair(Gen<string> values) => Gen.Select(values.Null(), values.Null()).Select((r, l) =>
        r is null || l is null || Quantity.Parse(r) <= Quantity.Parse(l) ? (r, l) : (l, r));

    private static readonly Gen<(string? Cpu, string? Memory)> Values = Gen.Select(Cpu.Null(), Memory.Null());

    private static readonly Gen<APod> Pods = Gen.Select(Pair(Cpu), Pair(Memory)).Array[1, 3].Select(containers => containers.Select((c, i) => (c, i))
        .Aggregate(APod.Named("p").OwnedBy("Deployment", "web"), (pod, c) =>
            pod.WithContainer(Names[c.i], c.c.Item1.Request, c.c.Item2.Request, c.c.Item1.Limit, c.c.Item2.Limit)));

    private static readonly Gen<ALimitRange> LimitRanges = Gen.Select(Values, Values, Values, Values, Values).Select((min, max, @default, podMin, podMax) =>
        ALimitRange.Named("l").OfContainers(min.Cpu, min.Memory, max.Cpu, max.Memory, @default.Cpu, @default.Memory)
            .OfPods(podMin.Cpu, podMin.Memory, podMax.Cpu, podMax.Memory));

    private static readonly Gen<AVpa> Vpas = Gen.Select(Values.Array[0, 3], Values, Values, Gen.Bool, Gen.Int[0, 3]).Select((targets, min, max, requestsOnly, boost) =>
        targets.Select((t, i) => (t, i)).Aggregate(
            AVpa.Named("web").Targeting("Deployment", "web").Allowing("*", min.Cpu, min.Memory, max.Cpu, max.Memory)
                .Controlling("*", requestsOnly ? ControlledValues.RequestsOnly : ControlledValues.RequestsAndLimits)
                .With(boost == 0 ? new StartupBoost(null) : new(new(StartupBoostType.Factor, boost, null, null))),
            (vpa, t) => vpa.Recommending(Names[t.i], t.t.Cpu, t.t.Memory)));

    [Fact]
    public Task Patch_applies_and_never_makes_a_pod_invalid() => Gen.Select(Pods, Vpas, LimitRanges, Gen.Bool).SampleAsync(async (pod, vpa, limitRange, gate) =>
    {
        var state = new AdmissionStateOf(vpa);
        state.Ranges.Add(limitRange.Build());
        var before = PodJson.Of(pod);
        var after = await AdmitAsync(before, state, gate);

        foreach (var (old, patched) in before["spec"]!["containers"]!.AsArray().Zip(after["spec"]!["containers"]!.AsArray()))
        {
            var (requests, limits) = (PodJson.List(patched, "requests"), PodJson.List(patched, "limits"));
            Assert.All(requests, r => Assert.True(r.Value.Sign > 0 || PodJson.List(old, "requests").Find(r.Key)?.IsZero == true, $"request {r}"));
            Assert.All(requests, r => Assert.False(limits.Find(r.Key) < r.Value, $"limit {limits.Find(r.Key)} below request {r}"));
        }

        Assert.Equal(string.Join(", ", pod.Build().Containers.Select(c => c.Name)), (string?)after["metadata"]!["annotations"]!["vpaObservedContainers"]);
    });

    [Fact]
    public Task Admitting_the_patched_pod_again_changes_nothing() => Gen.Select(Pods, Vpas).SampleAsync(async (pod, vpa) =>
    {
        var state = new AdmissionStateOf(vpa);
        var once = PodJson.AsStored(await AdmitAsync(PodJson.Of(pod), state, gate: false));
        var twice = PodJson.AsStored(await AdmitAsync(once, state, gate: false));

        foreach (var (first, second) in once["spec"]!["containers"]!.AsArray().Zip(twice["spec"]!["containers"]!.AsArray()))
        {
            foreach (var list in new[] { "requests", "limits" })
            {
                // Amounts, not texts: a limit scaled from a binary amount prints as 10937500000, and the same amount read back as 10937500k.
                Assert.True(
                    PodJson.List(first, list).Equals(PodJson.List(second, list)),
                    $"{once["spec"]!.ToJsonString()}\n{twice["spec"]!.ToJsonString()}");
            }
        }
    });

    private static async Task<JsonObject> AdmitAsync(JsonObject pod, AdmissionStateOf state, bool gate)
    {
        using var webhook = new Webhook(state, new PodAdmissionOptions { Gates = new(CpuStartupBoost: gate) });
        var patch = await webhook.PatchAsync(pod.ToJsonString());
        var patched = (JsonObject)pod.DeepClone();
        JsonSerializer.Deserialize<JsonPatchDocument>(patch!.ToJsonString())!.ApplyTo(patched);
        return patched;
    }

    private static class PodJson
    {
        public static JsonObject Of(Pod pod) => new()
        {
            ["metadata"] = new JsonObject
            {
                ["namespace"] = pod.Namespace,
                ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = "web", ["controller"] = true }),
            },
            ["spec"] = new JsonObject { ["containers"] = new JsonArray([.. pod.Containers.Select(Of)]) },
        };

        public static ResourceList List(JsonNode? container, string list) => ResourceList.Of(
            (container!["resources"]?[list]?.AsObject() ?? []).Select(e => KeyValuePair.Create(e.Key, Quantity.Parse((string)e.Value!))));

        /// <summary>The pod as the API server keeps it: its defaulting rounds amounts up to thousandths, which only CPU has any finer ones of.</summary>
        public static JsonObject AsStored(JsonObject pod)
        {
            foreach (var container in pod["spec"]!["containers"]!.AsArray())
            {
                foreach (var list in new[] { "requests", "limits" })
                {
                    if (container!["resources"]?[list]?["cpu"] is { } cpu)
                    {
                        container["resources"]![list]!["cpu"] = Quantity.FromMilli(Quantity.Parse((string)cpu!).MilliValue).ToString();
                    }
                }
            }

            return pod;
        }

        private static JsonNode Of(Container container)
        {
            var resources = new JsonObject();
            foreach (var (name, list) in new[] { ("requests", container.Resources.Requests), ("limits", container.Resources.Limits) })
            {
                if (list is not null)
                {
                    resources[name] = new JsonObject(list.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value.ToString())));
                }
            }

            return new JsonObject { ["name"] = container.Name, ["resources"] = resources };
        }
    }
}
