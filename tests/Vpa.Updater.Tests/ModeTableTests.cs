using Vpa.Domain.Policies;
using Vpa.Domain.Updating.InPlace;
using Vpa.Updater.Ports;

namespace Vpa.Updater.Tests;

/// <summary>What each mode does to running pods, to boosted ones, and when a call fails: the tables of U22, U71, U87, U88 and U113, and the README's.</summary>
public sealed class ModeTableTests : IDisposable
{
    private readonly FakeCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    /// <summary>U22: a workload out of bounds, and one whose boosts have expired.</summary>
    [Theory]
    [InlineData(UpdateMode.Off, true, "boosted-1-0 resized by boosted")]
    [InlineData(UpdateMode.Initial, true, "boosted-1-0 resized by boosted")]
    [InlineData(UpdateMode.Recreate, true, "boosted-1-0 resized by boosted|plain-1-0 by plain")]
    [InlineData(UpdateMode.Auto, true, "boosted-1-0 resized by boosted|plain-1-0 by plain")]
    [InlineData(UpdateMode.InPlaceOrRecreate, true, "boosted-1-0 resized by boosted|plain-1-0 resized by plain")]
    [InlineData(UpdateMode.InPlace, true, "boosted-1-0 resized by boosted|plain-1-0 resized by plain")]
    [InlineData(UpdateMode.InPlace, false, "boosted-1-0 resized by boosted")] // without its gate
    [InlineData(UpdateMode.InPlaceOrRecreate, false, "boosted-1-0 resized by boosted|plain-1-0 resized by plain")] // has none
    [InlineData(UpdateMode.Unknown, true, "")]
    public async Task U22_what_a_mode_does(UpdateMode mode, bool gate, string expected)
    {
        _cluster.AddWorkload("plain", 2, v => v.InMode(mode)).AddWorkload("boosted", 2, v => v.InMode(mode).Boosting());
        _cluster.Pods = [.. _cluster.Pods.Select(p => p.Name.StartsWith("plain", StringComparison.Ordinal) ? p : p with
        {
            Annotations = new Dictionary<string, string> { ["vpaCpuStartupBoost/app"] = """{"requests":{"cpu":"20m"}}""" },
            Conditions = [new("Ready", "True")],
        })];

        await RunOnceAsync(gate);

        Assert.Equal(expected, string.Join('|', _cluster.Events.Order(StringComparer.Ordinal)));
    }

    /// <summary>U87, U88: two pods that want a resize, of which one may go at a time; how the calls end and what follows.</summary>
    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeOutcome.Accepted, 1, 0)]
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeOutcome.Refused, 2, 1)] // nobody was disrupted, so both are asked for, and one is evicted
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeOutcome.NodeCapacity, 2, 1)]
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeOutcome.Failed, 2, 0)] // says nothing about the change: the next run looks again
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeOutcome.Gone, 1, 0)]
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeOutcome.Unanswered, 1, 0)]
    [InlineData(UpdateMode.InPlace, ResizeOutcome.Accepted, 1, 0)]
    [InlineData(UpdateMode.InPlace, ResizeOutcome.Refused, 2, 0)]
    [InlineData(UpdateMode.InPlace, ResizeOutcome.NodeCapacity, 2, 0)]
    [InlineData(UpdateMode.InPlace, ResizeOutcome.Failed, 2, 0)]
    [InlineData(UpdateMode.InPlace, ResizeOutcome.Gone, 1, 0)]
    [InlineData(UpdateMode.InPlace, ResizeOutcome.Unanswered, 1, 0)]
    public async Task U87_U88_how_a_resize_ends_and_what_follows(UpdateMode mode, ResizeOutcome outcome, int resizes, int evictions)
    {
        _cluster.AddWorkload("web", 2, v => v.InMode(mode)).OnResize = (_, _) => outcome;

        await RunOnceAsync(gate: true);

        Assert.Equal((resizes, evictions), (_cluster.AskedToResize.Count, _cluster.Asked.Count));
    }

    /// <summary>U103, U106, U107: which ends are remembered as infeasible, by what the next run does.</summary>
    [Theory]
    [InlineData(ResizeOutcome.NodeCapacity, 0, 2)]
    [InlineData(ResizeOutcome.Refused, 2, 0)]
    [InlineData(ResizeOutcome.Failed, 2, 0)]
    [InlineData(ResizeOutcome.Unanswered, 1, 0)]
    public async Task U103_U106_what_is_remembered_as_infeasible(ResizeOutcome outcome, int askedAgain, int skipped)
    {
        _cluster.AddWorkload("web", 2, static v => v.InMode(UpdateMode.InPlace)).OnResize = (_, _) => outcome;
        var run = Run(gate: true);
        await run.RunOnceAsync(CancellationToken.None);
        _cluster.AskedToResize.Clear();
        _cluster.Events.Clear();

        await run.RunOnceAsync(CancellationToken.None);

        Assert.Equal((askedAgain, skipped), (_cluster.AskedToResize.Count, _cluster.Events.Count(e => e.EndsWith("skipped by web", StringComparison.Ordinal))));
    }

    /// <summary>U90: nothing but the mode and the answer of the server decides which way is taken.</summary>
    [Theory]
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeSupport.Served, 1, 0)]
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeSupport.NotServed, 0, 1)]
    [InlineData(UpdateMode.InPlaceOrRecreate, ResizeSupport.Unknown, 0, 0)]
    [InlineData(UpdateMode.InPlace, ResizeSupport.Served, 1, 0)]
    [InlineData(UpdateMode.InPlace, ResizeSupport.NotServed, 0, 0)]
    [InlineData(UpdateMode.InPlace, ResizeSupport.Unknown, 0, 0)]
    [InlineData(UpdateMode.Recreate, ResizeSupport.NotServed, 0, 1)]
    public async Task U90_by_what_the_server_serves(UpdateMode mode, ResizeSupport support, int resizes, int evictions)
    {
        _cluster.AddWorkload("web", 2, v => v.InMode(mode)).Support = () => support;

        await RunOnceAsync(gate: true);

        Assert.Equal((resizes, evictions), (_cluster.AskedToResize.Count, _cluster.Asked.Count));
    }

    private UpdaterRun Run(bool gate) => _cluster.Run(new UpdaterOptions { Rules = new() { Gates = new(CpuStartupBoost: true, InPlace: gate) } });

    private Task<RunOutcome> RunOnceAsync(bool gate) => Run(gate).RunOnceAsync(CancellationToken.None);
}
