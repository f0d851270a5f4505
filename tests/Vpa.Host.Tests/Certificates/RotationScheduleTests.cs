using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Certificates;

/// <summary>When which step of a rotation is due.</summary>
public class RotationScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CertificateLifetimes Lifetimes = new() { Authority = TimeSpan.FromDays(30), Server = TimeSpan.FromDays(6) };
    private static readonly string[] Hosts = ["vpa-webhook.kube-system.svc", "vpa-webhook"];
    private static readonly ManagedCertificates Fresh = ManagedCertificates.Create(Hosts, Lifetimes, Start);

    [Theory]
    [InlineData(0, RotationStep.None)]
    [InlineData(3.9, RotationStep.None)]
    [InlineData(4.1, RotationStep.ReplaceServer)]
    [InlineData(29.9, RotationStep.ReplaceServer)]
    [InlineData(30, RotationStep.StartOver)]
    internal void A_server_certificate_is_replaced_after_two_thirds_of_its_life(double days, RotationStep expected) =>
        Assert.Equal(expected, Next(Fresh, Start.AddDays(days)));

    [Theory]
    [InlineData(19.8, RotationStep.None)]
    [InlineData(20.1, RotationStep.AddAuthority)]
    internal void An_authority_is_replaced_after_two_thirds_of_its_life(double days, RotationStep expected) =>
        Assert.Equal(expected, Next(Fresh.WithNewServer(Hosts, Lifetimes, Start.AddDays(19)), Start.AddDays(days)));

    [Theory]
    [InlineData(null, 1, RotationStep.None)]
    [InlineData(0, 1, RotationStep.None)]
    [InlineData(0, 2, RotationStep.ReplaceServer)]
    [InlineData(50, 51, RotationStep.None)]
    [InlineData(null, 5 * 24 * 60, RotationStep.None)]
    [InlineData(null, (6 * 24 * 60) + 1, RotationStep.ReplaceServer)]
    internal void A_new_authority_signs_once_it_is_known_everywhere_or_nothing_is_left_to_lose(int? registeredAfter, int minutes, RotationStep expected) =>
        Assert.Equal(expected, Next(
            Fresh.WithNewAuthority(Lifetimes, Start), Start.AddMinutes(minutes), registeredAfter is { } since ? Start.AddMinutes(since) : null));

    [Theory]
    [InlineData(59, RotationStep.None)]
    [InlineData(60, RotationStep.DropOldAuthorities)]
    internal void An_old_authority_is_dropped_once_every_replica_serves_the_new_certificate(int minutes, RotationStep expected)
    {
        var rotating = Fresh.WithNewAuthority(Lifetimes, Start).WithNewServer(Hosts, Lifetimes, Start.AddMinutes(5));

        Assert.Equal(expected, Next(rotating, Start.AddMinutes(5 + minutes)));
        Assert.Equal(RotationStep.None, Next(rotating.WithoutOldAuthorities(), Start.AddMinutes(5 + minutes)));
    }

    [Fact]
    public void A_name_that_is_missing_is_added_at_once_and_others_stay_until_the_next_turn()
    {
        string[] other = ["other.kube-system.svc"];
        Assert.Equal(RotationStep.ReplaceServer, RotationSchedule.Next(Fresh, other, null, Lifetimes, Start));

        var both = Fresh.WithNewServer(other, Lifetimes, Start);
        Assert.All(other.Concat(Hosts), host => Assert.True(both.Names(host)));
        Assert.Equal(RotationStep.None, RotationSchedule.Next(both, Hosts, null, Lifetimes, Start));

        var later = both.WithNewServer(other, Lifetimes, Start.AddDays(5));
        Assert.Equal((true, false), (later.Names(other[0]), later.Names(Hosts[0])));
    }

    [Theory]
    [InlineData(-4, RotationStep.None)]
    [InlineData(-6, RotationStep.StartOver)]
    internal void What_does_not_count_yet_is_made_anew(int minutes, RotationStep expected) => Assert.Equal(expected, Next(Fresh, Start.AddMinutes(minutes)));

    [Fact]
    public void A_server_certificate_or_an_authority_made_by_a_clock_that_is_ahead_is_replaced()
    {
        Assert.Equal(RotationStep.ReplaceServer, Next(Fresh.WithNewServer(Hosts, Lifetimes, Start.AddDays(2)), Start));
        Assert.Equal(RotationStep.AddAuthority, Next(Fresh.WithNewAuthority(Lifetimes, Start.AddDays(2)), Start));
    }

    private static RotationStep Next(ManagedCertificates certificates, DateTimeOffset now, DateTimeOffset? registeredSince = null) =>
        RotationSchedule.Next(certificates, Hosts, registeredSince, Lifetimes, now);
}
