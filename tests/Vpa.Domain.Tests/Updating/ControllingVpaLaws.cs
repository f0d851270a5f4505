using CsCheck;
using Vpa.Domain.Admitting;
using Vpa.Domain.Policies;
using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;
using Vpa.Testing;
using Vpa.Testing.Updating;

namespace Vpa.Domain.Tests.Updating;

/// <summary>
/// Admission and updater choose the same VPA for any chain of owners (A93 to A100, U28 to U32); otherwise pods would be evicted for what they do not come back with.
/// </summary>
public sealed class ControllingVpaLaws
{
    private static readonly string[] Kinds = ["Deployment", "ReplicaSet", "Job", "Rollout"];

    private static readonly Gen<(string Kind, string Name)> Names = Gen.Select(Gen.OneOf(Kinds), Gen.OneOf("a", "b"), (kind, name) => (kind, name));

    private static readonly Gen<Owner> Owners = Gen.Select(
        Names, Names, Gen.Bool, Gen.OneOf(LabelSelector.Everything, LabelSelector.Everything, LabelSelector.Nothing), Gen.Int[0, 9],
        (key, owner, isOwned, selector, answer) => new Owner(key, isOwned ? owner : null, selector, answer));

    private static readonly Gen<VerticalPodAutoscaler> Vpas =
        from target in Names
        from name in Gen.Int[0, 30]
        from age in Gen.Int[0, 2]
        from mode in Gen.OneOf(Enum.GetValues<UpdateMode>())
        from boosts in Gen.Bool
        let vpa = AVpa.Named($"v{name}").Targeting(target.Kind, target.Name).CreatedAt(AnInstant.Start.AddDays(age)).InMode(mode)
        select boosts ? vpa.With(new StartupBoost(null)).Build() : vpa.Build();

    [Fact]
    public void The_updater_acts_for_the_vpa_by_which_the_pod_would_be_admitted_or_for_none() =>
        Gen.Select(Owners.Array[0, 8], Vpas.Array[0, 12], Names).Sample((owners, vpas, parent) =>
        {
            vpas = [.. vpas.DistinctBy(v => v.Key)];
            var (directory, pod) = (DirectoryOf(owners), APod.Named("p").OwnedBy(parent.Kind, parent.Name).Build());
            var admitting = ControllingVpa.Find(pod, VpaTargetIndex.Of(vpas), directory).Vpa;
            var participants = vpas.Where(v => VpaParticipation.Of(v, [], directory).Absence == VpaAbsence.None).ToList();

            var updating = new ControllingVpas(vpas, participants, directory).For(pod);

            Assert.Same(participants.Find(v => ReferenceEquals(v, admitting)), updating);
        });

    private static InMemoryControllers DirectoryOf(Owner[] owners)
    {
        var directory = new InMemoryControllers();
        foreach (var (key, owner, selector, answer) in owners)
        {
            directory = answer switch
            {
                0 => directory.Answering(new(APod.DefaultNamespace, key.Kind, key.Name), new(ControllerLookupStatus.Unknown, null, "no answer")),
                1 => directory.Answering(new(APod.DefaultNamespace, key.Kind, key.Name), new(ControllerLookupStatus.NotScalable, null)),
                _ => directory.Add(key.Kind, key.Name, owner: owner, selector: selector, @namespace: APod.DefaultNamespace),
            };
        }

        return directory;
    }

    private sealed record Owner((string Kind, string Name) Key, (string Kind, string Name)? Above, LabelSelector Selector, int Answer);
}
