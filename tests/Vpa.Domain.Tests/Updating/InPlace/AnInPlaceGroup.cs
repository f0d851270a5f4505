using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Updating.InPlace;
using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;
using static Vpa.Testing.Updating.AControlledPod;

namespace Vpa.Domain.Tests.Updating.InPlace;

/// <summary>A replica set whose pods request 100m of cpu where 500m is recommended, under a VPA that may resize them.</summary>
internal sealed record AnInPlaceGroup
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public UpdateMode Mode { get; init; } = UpdateMode.InPlaceOrRecreate;

    public int Configured { get; init; } = 3;

    public int? MinReplicas { get; init; }

    public UpdateRules Rules { get; init; } = new() { Gates = new(InPlace: true, CpuStartupBoost: true) };

    public ResizeSupport Support { get; init; } = ResizeSupport.Served;

    public DateTimeOffset? ResizingSince { get; init; }

    public InfeasibleAttempt? Attempt { get; init; }

    public Func<AnActingVpa, AnActingVpa> Vpa { get; init; } = static v => v;

    public string Recommended { get; init; } = "500m";

    /// <summary>Whether the VPA has no recommendation.</summary>
    public bool Withheld { get; init; }

    private UpdateContext Context => new()
    {
        Rules = Rules,
        Directory = new InMemoryControllers().AddDeployment("web", Configured),
        Now = Now,
        Process = static (v, _) => v.Status.Recommendation,
        ResizingSince = _ => ResizingSince,
        InfeasibleAttempt = _ => Attempt,
        Resizing = Support,
    };

    public UpdatePlan PlanFor(params IReadOnlyList<Pod> pods) => UpdatePlanning.PlanFor(BuildVpa(), pods, Context);

    /// <summary>What may happen to the first of the pods.</summary>
    public InPlaceVerdict VerdictOn(params IReadOnlyList<Pod> pods)
    {
        var (vpa, context) = (BuildVpa(), Context);
        return InPlaceEligibility.Evaluate(pods[0], vpa, vpa.Status.Recommendation, ReplicaGroups.Of(vpa, pods, context.Directory, Rules), context);
    }

    /// <summary>Whether the first of the pods may be evicted.</summary>
    public UpdateRefusal EvictionOf(params IReadOnlyList<Pod> pods) =>
        EvictionEligibility.Evaluate(pods[0], ReplicaGroups.Of(BuildVpa(), pods, Context.Directory, Rules), ResizingSince, Now);

    private VerticalPodAutoscaler BuildVpa()
    {
        var acting = new AnActingVpa().InMode(Mode).Recommending(AControlledPod.Recommended(Recommended, null, List(Recommended, null), List(Recommended, null)));
        var vpa = Vpa(MinReplicas is { } min ? acting.WithMinReplicas(min) : acting).Build();
        return Withheld ? vpa with { Status = VpaStatus.Empty } : vpa;
    }

    /// <summary>A pod that is like the recommendation, so that only its presence counts.</summary>
    public static Pod Satisfied(string name, PodPhase phase = PodPhase.Running) => Named(name).In(phase).Requesting("500m", null).Build();

    /// <summary>A pod that wants an update.</summary>
    public static AControlledPod Wanting(string name = "web-1-x") => Named(name).Requesting("100m", null);
}
