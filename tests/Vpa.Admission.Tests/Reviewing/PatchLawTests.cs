using System.Text.Json.Nodes;
using CsCheck;
using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Testing;

namespace Vpa.Admission.Tests.Reviewing;

/// <summary>What holds for every pod, VPA and LimitRange: bytes in, bytes out, patch applied by another implementation.</summary>
public sealed class PatchLawTests
{
    private static readonly string[] Lists = ["requests", "limits"];

    [Fact]
    public Task Patch_applies_and_never_makes_a_pod_invalid() =>
        Gen.Select(AdmissionCases.Pods, AdmissionCases.Vpas, AdmissionCases.LimitRanges, Gen.Bool).SampleAsync(async (before, vpa, limitRange, gate) =>
        {
            var after = await AdmitAsync(before, vpa, limitRange, gate);

            foreach (var (old, patched) in PodJson.Containers(before).Zip(PodJson.Containers(after)))
            {
                var (requests, limits) = (PodJson.List(patched, "requests"), PodJson.List(patched, "limits"));
                foreach (var list in Lists)
                {
                    Assert.All(PodJson.List(patched, list), r => Assert.True(r.Value.Sign > 0 || PodJson.List(old, list).Find(r.Key)?.IsZero == true, $"{list} {r}"));
                }

                Assert.All(requests, r => Assert.False(limits.Find(r.Key) < r.Value, $"limit {limits.Find(r.Key)} below request {r}"));
                Assert.All(requests.Where(r => AdmissionCases.OtherResources.Contains(r.Key)), r => Assert.Equal(r.Value, limits.Find(r.Key)));
            }
        });

    [Fact] // A106, A138, Q10
    public Task Nothing_changes_but_requests_limits_and_our_annotations() =>
        Gen.Select(AdmissionCases.Pods, AdmissionCases.Vpas, AdmissionCases.LimitRanges, Gen.Bool).SampleAsync(async (before, vpa, limitRange, gate) =>
        {
            var after = await AdmitAsync(before, vpa, limitRange, gate);

            Assert.True(
                JsonNode.DeepEquals(PodJson.WithoutWhatMayChange(before), PodJson.WithoutWhatMayChange(after)), $"{before.ToJsonString()}\n{after.ToJsonString()}");
            var annotations = after["metadata"]!["annotations"]!.AsObject();
            Assert.Equal(string.Join(", ", PodJson.Containers(before).Select(c => (string)c!["name"]!)), (string?)annotations["vpaObservedContainers"]);
            Assert.Equal((string?)before["metadata"]!["annotations"]?["example.com/kept~"], (string?)annotations["example.com/kept~"]);
            Assert.All(annotations.Where(a => a.Key.StartsWith("vpaCpuStartupBoost/", StringComparison.Ordinal)), boost =>
            {
                var original = PodJson.Containers(before).Single(c => (string)c!["name"]! == boost.Key["vpaCpuStartupBoost/".Length..]);
                var kept = JsonNode.Parse((string)boost.Value!)!;
                Assert.All(Lists, list => Assert.Equal(PodJson.List(original, list).Find("cpu")?.ToString(), (string?)kept[list]!["cpu"]));
            });
        });

    [Fact]
    public Task Admitting_the_patched_pod_again_changes_nothing() => Gen.Select(AdmissionCases.Pods, AdmissionCases.UnboostedVpas).SampleAsync(
        (pod, vpa) => AssertSecondTimeChangesNothingAsync(pod, vpa, limitRange: null));

    [Fact] // A138: nor is the boosted request kept as what the container had before
    public Task Admitting_the_boosted_pod_again_changes_nothing() => Gen.Select(AdmissionCases.Pods, AdmissionCases.UnboostedVpas, AdmissionCases.Boosts, Gen.Bool).SampleAsync(
        (pod, vpa, boost, isOff) => AssertSecondTimeChangesNothingAsync(pod, (isOff ? vpa.InMode(UpdateMode.Off) : vpa).With(boost), limitRange: null, gate: true));

    /// <summary>
    /// Pod totals are shared out among containers by shares that are rounded, so more than one container may come out a unit apart. Containers with
    /// <c>RequestsOnly</c> are not in this law: their limits stay, so that the ratio, and with it what a LimitRange allows (A113), is another one next time.
    /// </summary>
    [Fact]
    public Task Admitting_the_patched_pod_again_changes_nothing_under_a_limit_range() =>
        Gen.Select(AdmissionCases.EvenSinglePods, AdmissionCases.EvenVpas, AdmissionCases.EvenLimitRanges).SampleAsync(
            (pod, vpa, limitRange) => AssertSecondTimeChangesNothingAsync(pod, vpa, limitRange));

    /// <summary>
    /// A policy asks for another class by <c>RequestsOnly</c>, under which limits stay, and a pod without any resources gets its first ones. Amounts are even:
    /// a limit a thousandth above its request can fall on it by rounding.
    /// </summary>
    [Fact]
    public Task The_class_of_quality_of_service_stays() =>
        Gen.Select(AdmissionCases.EvenPods, AdmissionCases.EvenVpas, AdmissionCases.EvenLimitRanges, Gen.Int[0, 3]).SampleAsync(async (pod, vpa, limitRange, boost) =>
        {
            var boosted = boost == 0 ? vpa : vpa.With(new StartupBoost(new(StartupBoostType.Factor, boost, null, null)));
            var before = PodJson.QosClass(pod);
            var after = PodJson.QosClass(await AdmitAsync(pod, boosted, limitRange, gate: true));

            Assert.True(before == after || (before == "BestEffort" && after == "Burstable"), $"{before} became {after}");
        });

    [Fact] // A119, A126
    public Task Requests_only_never_touches_a_limit() =>
        Gen.Select(AdmissionCases.Pods, AdmissionCases.Vpas, AdmissionCases.LimitRanges, Gen.Bool).SampleAsync(async (pod, vpa, limitRange, gate) =>
        {
            var after = await AdmitAsync(pod, vpa.Controlling("*", ControlledValues.RequestsOnly).Controlling("b/c~d", ControlledValues.RequestsOnly), limitRange, gate);

            Assert.All(PodJson.Containers(pod).Zip(PodJson.Containers(after)), c => Assert.Equal(PodJson.List(c.First, "limits"), PodJson.List(c.Second, "limits")));
        });

    private static async Task AssertSecondTimeChangesNothingAsync(JsonObject pod, AVpa vpa, ALimitRange? limitRange, bool gate = false)
    {
        var once = PodJson.AsStored(await AdmitAsync(pod, vpa, limitRange, gate));
        var twice = PodJson.AsStored(await AdmitAsync(once, vpa, limitRange, gate));

        foreach (var (first, second) in PodJson.Containers(once).Zip(PodJson.Containers(twice)))
        {
            // Amounts, not texts: a limit scaled from a binary amount prints as 10937500000, and the same amount read back as 10937500k.
            Assert.All(Lists, list => Assert.True(
                PodJson.List(first, list).Equals(PodJson.List(second, list)), $"{pod["spec"]!.ToJsonString()}\n{once["spec"]!.ToJsonString()}\n{twice["spec"]!.ToJsonString()}"));
        }

        Assert.Equal(PodJson.BoostAnnotations(once), PodJson.BoostAnnotations(twice));
    }

    private static async Task<JsonObject> AdmitAsync(JsonObject pod, AVpa vpa, ALimitRange? limitRange, bool gate)
    {
        var state = new AdmissionStateOf(vpa);
        if (limitRange is not null)
        {
            state.Ranges.Add(limitRange.Build());
        }

        using var webhook = new Webhook(state, new PodAdmissionOptions { Gates = new(CpuStartupBoost: gate) });

        // Without a boost, a VPA that is off controls nothing (A98).
        return await webhook.PatchAsync(pod.ToJsonString()) is { } patch ? PodJson.Patched(pod, patch) : throw new InvalidOperationException("There is no patch.");
    }
}
