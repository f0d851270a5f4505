using Microsoft.Extensions.Logging;
using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Webhook;

/// <summary>The status lease is renewed only while a pod created now comes by here and is answered (A37): what withholds it.</summary>
public class StatusLeaseWithholdingTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_registered_replica_renews_until_it_drains()
    {
        await using var replica = await RegisteredAsync(RunningWebhook.Localhost());
        Assert.True(await replica.RenewsAsync());

        await replica.Component.StopAsync();

        Assert.False(await replica.RenewsAsync());
    }

    [Fact]
    public async Task A_replica_that_is_not_registered_does_not_renew()
    {
        await using var replica = await ServingReplica.StartAsync(new(RunningWebhook.Localhost()));
        Assert.False(await replica.RenewsAsync());

        await replica.Component.RegisterOnceAsync(CancellationToken.None);

        Assert.True(await replica.RenewsAsync());
    }

    [Theory]
    [InlineData(-2, -1, false)]
    [InlineData(1, 2, true)]
    public async Task A_certificate_out_of_its_time_withholds_it(int from, int until, bool isReady)
    {
        using var authority = CertificateAuthority.Create("test", Now.AddDays(-3), TimeSpan.FromDays(10));
        await using var replica = await RegisteredAsync(authority.IssueServerCertificate(["localhost"], Now.AddDays(from), TimeSpan.FromDays(until - from)));

        Assert.False(await replica.RenewsAsync());
        Assert.Equal(isReady, replica.Component.Unreadiness is null); // readiness goes by the end alone
    }

    [Fact]
    public async Task A_certificate_that_the_registered_ca_does_not_vouch_for_withholds_it_and_is_told_once()
    {
        var (good, other) = (RunningWebhook.Localhost(), RunningWebhook.Localhost());
        var certificates = new ReplaceableCertificates(good);
        await using var replica = await ServingReplica.StartAsync(certificates);
        await replica.Component.RegisterOnceAsync(CancellationToken.None);

        certificates.Pair = good with { Server = other.Server };
        Assert.Equal((false, false), (await replica.RenewsAsync(), await replica.RenewsAsync()));
        Assert.Null(replica.Component.Unreadiness);
        Assert.Equal([LogLevel.Error], replica.CertificateMessages);

        certificates.Pair = good;
        Assert.Equal((true, true), (await replica.RenewsAsync(), await replica.RenewsAsync()));
        Assert.Equal([LogLevel.Error, LogLevel.Information], replica.CertificateMessages);
    }

    [Fact]
    public async Task A_certificate_for_another_name_withholds_it()
    {
        using var authority = CertificateAuthority.Create("test", Now, TimeSpan.FromDays(1));
        await using var replica = await RegisteredAsync(authority.IssueServerCertificate(["vpa-webhook.kube-system.svc"], Now, TimeSpan.FromDays(1)));

        Assert.False(await replica.RenewsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_API_server_trusts_something_unknown_here_the_lease_is_renewed_A21_A35(bool registers)
    {
        var pair = RunningWebhook.Localhost();
        var other = RunningWebhook.Localhost().CaPem;
        await using var replica = await ServingReplica.StartAsync(new(pair with { CaPem = registers ? "" : other }), registers);
        await replica.Component.RegisterOnceAsync(CancellationToken.None);

        Assert.True(await replica.RenewsAsync());
        Assert.Empty(replica.CertificateMessages);
    }

    private static async Task<ServingReplica> RegisteredAsync(CertificatePair pair)
    {
        var replica = await ServingReplica.StartAsync(new(pair));
        await replica.Component.RegisterOnceAsync(CancellationToken.None);
        return replica;
    }
}
