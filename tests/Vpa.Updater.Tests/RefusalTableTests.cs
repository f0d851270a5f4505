using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Updater.Tests;

/// <summary>Every reason for which a pod or a VPA is left alone, brought about by a cluster: the metric and the log tell it, as the README says.</summary>
public sealed class RefusalTableTests : IDisposable
{
    private const string Boost = "vpaCpuStartupBoost/app";
    private readonly FakeCluster _cluster = new();

    public static TheoryData<UpdateRefusal> Reasons => [.. Enum.GetValues<UpdateRefusal>().Where(r => r != UpdateRefusal.None)];

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task A_pod_that_is_left_alone_is_counted_and_named_with_its_reason(UpdateRefusal reason)
    {
        using var refused = Collect("refused_pods");
        _cluster.Logger.ControlLevel(LogLevel.Debug, enabled: true);
        BringAbout(reason);

        await Run("other").RunOnceAsync(CancellationToken.None);

        var shown = Assert.Single(Observe(refused), s => s.Count > 0);
        Assert.Equal(reason.ToString(), shown.Reason);
        Assert.Equal(shown.Count, _cluster.LogLines($"is left alone: {reason}"));
    }

    [Theory]
    [InlineData(VpaAbsence.NamespaceIgnored)]
    [InlineData(VpaAbsence.UpdateMode)]
    [InlineData(VpaAbsence.Target)]
    public async Task A_vpa_that_takes_no_part_is_counted_with_its_reason(VpaAbsence reason)
    {
        using var absent = Collect("absent_vpas");
        _cluster.AddWorkload("web", 2, v => reason switch
        {
            VpaAbsence.UpdateMode => v.InMode(UpdateMode.Off),
            VpaAbsence.Target => v.Targeting("Deployment", "gone"),
            _ => v,
        });

        var run = Run(reason == VpaAbsence.NamespaceIgnored ? "shop" : "other");

        Assert.Equal(RunOutcome.NoVpas, await run.RunOnceAsync(CancellationToken.None));
        Assert.Equal([(reason.ToString(), 1L)], Observe(absent).Where(s => s.Count > 0));
        Assert.Equal(Enum.GetValues<VpaAbsence>().Length - 1, Observe(absent).Count);

        _cluster.LastSeen = static () => null;
        await run.RunOnceAsync(CancellationToken.None);
        Assert.All(Observe(absent), s => Assert.Equal(0, s.Count));
    }

    [Fact]
    public async Task An_owner_that_cannot_be_looked_up_is_counted_until_it_can()
    {
        using var unresolved = Collect("unresolved_owners");
        _cluster.AddWorkload("web", 2).AddWorkload("api", 3).Controllers.AddFailing("ReplicaSet", "api-1", ControllerLookupStatus.Unknown, "no answer");
        var run = _cluster.Run();

        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(1, Observe(unresolved).Single().Count);
        Assert.Equal(1, _cluster.LogLines("count as uncontrolled: no answer"));

        _cluster.Controllers.AddDeployment("api", 3);
        await run.RunOnceAsync(CancellationToken.None);
        Assert.Equal(0, Observe(unresolved).Single().Count);
    }

    private UpdaterRun Run(string ignored) => _cluster.Run(new UpdaterOptions
    {
        IgnoredNamespaces = [ignored],
        Rules = new() { Gates = new(CpuStartupBoost: true, InPlace: true) },
    });

    private void BringAbout(UpdateRefusal reason)
    {
        _cluster.AddWorkload("web", reason == UpdateRefusal.TooFewReplicas ? 1 : 2, v => VpaFor(reason, v));
        _cluster.Pods = [.. _cluster.Pods.Select(p => PodFor(reason, p))];
        if (reason == UpdateRefusal.ControllerUnknown)
        {
            _cluster.Controllers.Add("ReplicaSet", "web-1", 0, ("Deployment", "web"));
        }
        else if (reason == UpdateRefusal.NoRecommendation)
        {
            _cluster.Vpas[0] = _cluster.Vpas[0] with { Status = VpaStatus.Empty };
        }
        else if (reason == UpdateRefusal.ResizeNotServed)
        {
            _cluster.Support = static () => ResizeSupport.NotServed;
        }
    }

    private static AnActingVpa VpaFor(UpdateRefusal reason, AnActingVpa vpa) => reason switch
    {
        UpdateRefusal.UpdateMode => vpa.InMode(UpdateMode.Off).Boosting(),
        UpdateRefusal.StartupBoost => vpa.Boosting(),
        UpdateRefusal.EvictionRequirements => vpa.Requiring(new EvictionRequirement(["memory"], ChangeRequirement.TargetHigherThanRequests)),
        UpdateRefusal.NotRunning => vpa.InMode(UpdateMode.InPlaceOrRecreate),
        UpdateRefusal.ResizeInfeasible or UpdateRefusal.ResizeNotServed => vpa.InMode(UpdateMode.InPlace),
        _ => vpa,
    };

    private Pod PodFor(UpdateRefusal reason, Pod pod)
    {
        var now = _cluster.Time.GetUtcNow();
        var satisfied = pod with { Containers = [new Container { Name = "app", Resources = new(List("500m", "1Gi"), null) }] };
        return reason switch
        {
            UpdateRefusal.StartupBoost => pod with { Annotations = new Dictionary<string, string> { [Boost] = "{}" } },
            UpdateRefusal.ResizeUnderWay => pod with { Conditions = [new("PodResizePending", "True", "Deferred")] },
            UpdateRefusal.NotStarted => satisfied with { StartTime = null },
            UpdateRefusal.TooYoung => satisfied with { StartTime = now },
            UpdateRefusal.ChangeTooSmall => satisfied with { StartTime = now.AddDays(-1) },
            UpdateRefusal.NothingWouldChange => satisfied with
            {
                ContainerStatuses = [new() { Name = "app", LastState = new(ContainerStateKind.Terminated, "OOMKilled", now.AddMinutes(-2), now.AddMinutes(-1)) }],
            },
            UpdateRefusal.EvictionRequirements => pod with { Containers = [new Container { Name = "app", Resources = new(List("100m", "1Gi"), null) }] },
            UpdateRefusal.NotRunning => pod with { Phase = PodPhase.Pending },
            UpdateRefusal.ResizeInfeasible => pod with
            {
                Containers = [new Container { Name = "app", Resources = new(List("499m", null), null) }],
                Conditions = [new("PodResizePending", "True", "Infeasible")],
            },
            _ => pod,
        };
    }

    private MetricCollector<long> Collect(string name) => new(_cluster.Meters, UpdaterRun.MeterName, "vpa_updater_" + name);

    private static List<(string Reason, long Count)> Observe(MetricCollector<long> gauge)
    {
        gauge.Clear();
        gauge.RecordObservableInstruments();
        return [.. gauge.GetMeasurementSnapshot().Select(m => (m.Tags.GetValueOrDefault("reason") as string ?? "", m.Value))];
    }
}
