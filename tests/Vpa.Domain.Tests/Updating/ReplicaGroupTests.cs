using Vpa.Domain.Updating;
using Vpa.Domain.Workloads;

namespace Vpa.Domain.Tests.Updating;

public sealed class ReplicaGroupTests
{
    /// <summary>The table of section 5.1: what can be evicted at tolerance 0.5 with 0, 1 and 2 pods missing, and at 0.1 with 0 and 1.</summary>
    [Theory]
    [InlineData(1, 0, 1, 0, -1, 1, 0)]
    [InlineData(2, 1, 1, 0, 0, 1, 0)]
    [InlineData(3, 1, 1, 0, 0, 1, 0)]
    [InlineData(4, 2, 2, 1, 0, 1, 0)]
    [InlineData(5, 2, 2, 1, 0, 1, 0)]
    [InlineData(6, 3, 3, 2, 1, 1, 0)]
    [InlineData(7, 3, 3, 2, 1, 1, 0)]
    [InlineData(8, 4, 4, 3, 2, 1, 0)]
    [InlineData(9, 4, 4, 3, 2, 1, 0)]
    [InlineData(10, 5, 5, 4, 3, 1, 0)]
    public void Worked_example_5_1(int configured, int tolerance, int atHalf, int atHalfOneMissing, int atHalfTwoMissing, int atTenth, int atTenthOneMissing)
    {
        Assert.Equal(tolerance, ReplicaGroup.ToleranceOf(configured, 0.5));
        Assert.Equal(atHalf, Evictable(configured, 0, 0.5));
        Assert.Equal(atHalfOneMissing, Evictable(configured, 1, 0.5));
        Assert.Equal(Math.Max(atHalfTwoMissing, 0), atHalfTwoMissing < 0 ? 0 : Evictable(configured, 2, 0.5));
        Assert.Equal(atTenth, Evictable(configured, 0, 0.1));
        Assert.Equal(atTenthOneMissing, Evictable(configured, 1, 0.1));
    }

    [Theory]
    [InlineData(7, 1.0, 7)]
    [InlineData(7, 0.0, 1)]
    [InlineData(1, 1.0, 1)]
    public void Worked_example_5_1_at_full_and_no_tolerance(int replicas, double tolerance, int evictable) =>
        Assert.Equal(evictable, Evictable(replicas, 0, tolerance));

    [Theory]
    [InlineData(100, 0.29, 28)]
    [InlineData(10, 0.3, 3)]
    [InlineData(3, 2.0, 6)]
    [InlineData(int.MaxValue, 1e300, long.MaxValue)]
    public void U37_tolerance_is_a_double_product_cut_toward_zero(int configured, double fraction, long expected) =>
        Assert.Equal(expected, ReplicaGroup.ToleranceOf(configured, fraction));

    [Fact]
    public void U38_a_resize_spends_the_same_budget() =>
        Assert.False((Group(4, 4, 0.5) with { Resized = 1 }).WithEviction().IsDisruptable);

    [Fact]
    public void U38_the_one_of_a_group_without_tolerance_is_gone_once_something_was_resized() =>
        Assert.False((Group(1, 1, 0.5) with { Resized = 1 }).IsDisruptable);

    private static int Evictable(int configured, int missing, double tolerance)
    {
        var group = Group(configured, configured - missing, tolerance);
        var evicted = 0;
        while (evicted < group.Running && group.IsDisruptable)
        {
            group = group.WithEviction();
            evicted++;
        }

        return evicted;
    }

    private static ReplicaGroup Group(int configured, int running, double tolerance) => new()
    {
        Owner = new WorkloadKey("shop", "ReplicaSet", "web-1"),
        Configured = configured,
        Pending = 0,
        Running = running,
        Tolerance = ReplicaGroup.ToleranceOf(configured, tolerance),
    };
}
