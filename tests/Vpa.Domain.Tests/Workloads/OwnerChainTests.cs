using Vpa.Domain.Workloads;
using Vpa.Testing.Updating;

namespace Vpa.Domain.Tests.Workloads;

/// <summary>The chain of owners above a pod (R110, A94): chains of any length end, and those that lead back to themselves are told.</summary>
public sealed class OwnerChainTests
{
    private const int Longest = 20;

    [Fact]
    public void A_chain_without_a_cycle_is_climbed_to_its_end()
    {
        for (var length = 1; length <= Longest; length++)
        {
            var chain = Climb(Chain(length, backTo: null));

            Assert.Null(chain.Error);
            Assert.Equal(Enumerable.Range(0, length).Select(Name), chain.Controllers.Select(c => c.Key.Name));
        }
    }

    [Fact]
    public void A_cycle_of_any_length_after_any_beginning_is_found()
    {
        for (var length = 1; length <= Longest; length++)
        {
            for (var backTo = 0; backTo < length; backTo++)
            {
                var directory = Chain(length, backTo);

                var chain = Climb(directory);

                Assert.Equal("cycle detected in ownership chain", chain.Error);
                Assert.Empty(chain.Controllers);
                Assert.True(directory.Lookups.Values.Sum() <= 3 * length, $"{length} objects, back to {backTo}: {directory.Lookups.Values.Sum()} look-ups");
            }
        }
    }

    [Fact]
    public void An_owner_of_another_group_with_the_kind_and_name_of_what_it_owns_is_no_cycle()
    {
        var directory = new StatefulSets { Owner = new("db.example.com/v1", "StatefulSet", "db", IsController: true) };

        var chain = OwnerChain.Climb("shop", new("apps/v1", "StatefulSet", "db", IsController: true), directory);

        Assert.Null(chain.Error);
        Assert.Equal(2, chain.Controllers.Length);
    }

    private static OwnerChainResult Climb(InMemoryControllers directory) => OwnerChain.Climb("shop", new("apps/v1", "ReplicaSet", Name(0), IsController: true), directory);

    private static InMemoryControllers Chain(int length, int? backTo)
    {
        var directory = new InMemoryControllers();
        for (var i = 0; i < length; i++)
        {
            var above = i < length - 1 ? i + 1 : backTo;
            directory.Add("ReplicaSet", Name(i), owner: above is { } owner ? ("ReplicaSet", Name(owner)) : null);
        }

        return directory;
    }

    private static string Name(int i) => $"rs-{i}";

    /// <summary>The StatefulSet <c>db</c> of Kubernetes, and a custom one of that name which owns it.</summary>
    private sealed class StatefulSets : IControllerDirectory
    {
        public required OwnerReference Owner { get; init; }

        public ControllerLookup Find(string apiVersion, WorkloadKey key) =>
            new(ControllerLookupStatus.Found, new() { Key = key, Owner = apiVersion == "apps/v1" ? Owner : null });
    }
}
