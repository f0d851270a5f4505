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

    public UpdatePlan PlanFor(params IReadOnlyList<Pod> pods)
    {
        var acting = new AnActingVpa().InMode(Mode).Recommending(AControlledPod.Recommended(Recommended, null, List(Recommended, null), List(Recommended, null)));
        var vpa = Vpa(MinReplicas is { } min ? acting.WithMinReplicas(min) : acting).Build();
        return UpdatePlanning.PlanFor(vpa, pods, new UpdateContext
        {
            Rules = Rules,
            Directory = new InMemoryControllers().AddDeployment("web", Configured),
            Now = Now,
            Process = static (v, _) => v.Status.Recommendation,
            ResizingSince = _ => ResizingSince,
            InfeasibleAttempt = _ => Attempt,
            Resizing = Support,
        });
    }

    /// <summary>A pod that is like the recommendation, so that only its presence counts.</summary>
    public static Pod Satisfied(string name, PodPhase phase = PodPhase.Running) => Named(name).In(phase).Requesting("500m", null).Build();

    /// <summary>A pod that wants an update.</summary>
    public static AControlledPod Wanting(string name = "web-1-x") => Named(name).Requesting("100m", null);
}
