using System.Globalization;
using Vpa.Domain.Policies;
using Vpa.Domain.Workloads;
using Vpa.Simulation.ApiServer;
using Vpa.Updater;
using Xunit.Abstractions;

namespace Vpa.Kubernetes.Tests.Updating;

/// <summary>
/// The law of the updater on random clusters with their kubelets, over HTTPS, while the API server refuses calls at random and the admission
/// controller comes and goes (U18, U22, U34, U38, U114).
/// </summary>
public sealed class RandomScenarioTests(ITestOutputHelper output)
{
    private const int RunsEach = 6;
    private static readonly UpdateMode[] Modes = [UpdateMode.Off, UpdateMode.Initial, UpdateMode.Recreate, UpdateMode.Auto, UpdateMode.InPlaceOrRecreate, UpdateMode.InPlace];
    private static readonly string[] Recommendations = ["100m", "450m", "700m", "40"];
    private static readonly int[] SpareMillicores = [0, 300, 700, 5000];
    private static readonly int[] Refusals = [409, 410, 422, 429, 500, 503];

    [Fact]
    public async Task Law_never_more_pods_than_the_budget_never_another_mode_never_without_a_live_lease()
    {
        var seed = Environment.GetEnvironmentVariable("VPA_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var rounds = Environment.GetEnvironmentVariable("VPA_LONG_TESTS") is { Length: > 0 } ? 120 : 6;
        output.WriteLine($"seed {seed}, {rounds} rounds (VPA_SEED={seed} repeats this run, VPA_LONG_TESTS=1 makes it long)");
        for (var round = 0; round < rounds; round++)
        {
            await PlayAsync(Modes[round % Modes.Length], new Random(seed + round), $"seed {seed}, round {round}");
        }
    }

    private static async Task PlayAsync(UpdateMode mode, Random chance, string where)
    {
        var replicas = chance.Next(2, 7);
        var nodeCpu = $"{(replicas * 400) + Any(chance, SpareMillicores)}m";
        await using var scenario = await AnUpdaterScenario.StartAsync(mode, replicas, nodeCpu, servesResize: chance.Next(4) > 0);
        for (var run = 0; run < RunsEach; run++)
        {
            scenario.IsWebhookUp = chance.Next(4) > 0;
            scenario.Recommended = Any(chance, Recommendations);
            scenario.Faults.Clear();
            scenario.Faults.Add(new FaultRule("create", "pods/eviction", new Fault.Refuse(Any(chance, Refusals))) { Probability = 0.3 });
            scenario.Faults.Add(new FaultRule("patch", "pods/resize", new Fault.Refuse(Any(chance, Refusals))) { Probability = 0.3 });
            await AssertRunAsync(scenario, replicas, $"{where}, run {run}: {mode}, {replicas} replicas on {nodeCpu}, {scenario.Recommended} recommended");
        }
    }

    private static async Task AssertRunAsync(AnUpdaterScenario scenario, int replicas, string where)
    {
        var before = scenario.ListPods().Where(p => p.DeletionTimestamp is null).ToDictionary(p => p.Name, StringComparer.Ordinal);
        var (asked, evicted, resized) = (scenario.Asked, scenario.Evicted.Count, scenario.Resized.Count);
        var takesPart = scenario.Mode is not (UpdateMode.Off or UpdateMode.Initial);

        await scenario.RunAsync(expected: !scenario.IsWebhookUp ? RunOutcome.AdmissionControllerNotAlive : takesPart ? RunOutcome.Completed : RunOutcome.NoVpas);

        Assert.True((scenario.IsWebhookUp && takesPart) || scenario.Asked == asked, $"{where}: something was asked for.");
        Assert.True(scenario.Mode != UpdateMode.InPlace || scenario.Asked.Evictions == asked.Evictions, $"{where}: an eviction was asked for.");
        var running = before.Values.Count(p => p.Phase != PodPhase.Pending);
        var allowed = before.Count < 2 ? 0 : Math.Max(0, running - (replicas - (replicas / 2)));
        var down = scenario.Resized.Count - resized + scenario.Evicted.Skip(evicted).Count(name => before[name].Phase != PodPhase.Pending);
        Assert.True(down <= allowed, $"{where}: {down} of {running} went down at once, {allowed} may.");
    }

    private static T Any<T>(Random chance, T[] values) => values[chance.Next(values.Length)];
}
