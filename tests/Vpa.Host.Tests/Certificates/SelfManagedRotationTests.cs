using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vpa.Host.Tests.Webhook;
using Vpa.Kubernetes.Client;
using Vpa.Simulation.ApiServer;

namespace Vpa.Host.Tests.Certificates;

/// <summary>Certificates of own make are replaced, in time or because something became of them, and no call fails for it.</summary>
public sealed class SelfManagedRotationTests : ReplicasOfOneSecret
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Through_all_rotations_every_replica_is_trusted_at_every_moment(int seed)
    {
        var random = new Random(seed);
        var replicas = await StartedAsync(3);
        var servers = new HashSet<string>(StringComparer.Ordinal);
        var authorities = new HashSet<string>(StringComparer.Ordinal);
        var longestBundle = 0;
        while (Clock.GetUtcNow() < Start.AddDays(11))
        {
            Clock.Advance(TimeSpan.FromMinutes(random.Next(5, 60)));
            if (random.Next(20) == 0)
            {
                Server.Faults.Add(new("*", random.Next(2) == 0 ? "secrets" : "mutatingwebhookconfigurations", new Fault.Refuse(500)) { Count = 1 });
            }

            foreach (var replica in replicas.OrderBy(_ => random.Next()).Take(random.Next(1, 4)))
            {
                await TryStepAsync(replica);
                await AssertTrustedAsync();
                await replica.RegisterAsync(check: random.Next(4) == 0);
                await AssertTrustedAsync();
            }

            servers.UnionWith(replicas.Select(r => r.Certificates.Current.Thumbprint));
            authorities.UnionWith(replicas.Select(r => r.Certificates.Current.Issuer));
            longestBundle = Math.Max(longestBundle, (await BundleAsync()).Split("BEGIN").Length - 1);
        }

        Assert.InRange(authorities.Count, 3, 4);
        Assert.InRange(servers.Count, 8, 14);
        Assert.InRange(longestBundle, 2, 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deleted_or_spoilt_secret_means_a_new_authority_without_a_failed_call(bool deleted)
    {
        var replicas = await StartedAsync(2);
        var before = replicas[0].Certificates.Current.Issuer;
        Clock.Advance(TimeSpan.FromHours(1));
        await (deleted
            ? Api.DeleteAsync(Secrets + "/certs", CancellationToken.None)
            : Api.PatchAsync(Secrets + "/certs", PatchKind.Merge, Encoding.UTF8.GetBytes("""{"data":{"server-key.pem":"AAAA"}}"""), CancellationToken.None));

        for (var hours = 0; hours < 12; hours++)
        {
            foreach (var replica in replicas)
            {
                await replica.StepAsync();
                await AssertTrustedAsync();
                await replica.RegisterAsync(check: true);
                await AssertTrustedAsync();
            }

            Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.All(replicas, r => Assert.NotEqual(before, r.Certificates.Current.Issuer));
        Assert.Single(replicas.Select(r => r.Certificates.Current.Thumbprint).Distinct());
        Assert.Equal(replicas[0].Certificates.CaPem, await BundleAsync());
        Assert.Equal(1, (await BundleAsync()).Split("BEGIN").Length - 1);
    }

    [Fact]
    public async Task A_new_authority_is_not_used_while_it_cannot_be_registered()
    {
        var replica = (await StartedAsync(1))[0];
        var before = replica.Certificates.Current.Thumbprint;
        await Api.DeleteAsync(Secrets + "/certs", CancellationToken.None);
        Server.Faults.Add(new("patch", "mutatingwebhookconfigurations", new Fault.Refuse(403)));
        for (var hours = 0; hours < 20; hours++)
        {
            await replica.StepAsync();
            await replica.RegisterAsync(check: true);
            Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(before, replica.Certificates.Current.Thumbprint);
            await AssertTrustedAsync();
        }

        Server.Faults.Clear();
        await replica.RegisterAsync(check: true);
        await replica.StepAsync();
        Clock.Advance(Short.Publishing);
        await replica.StepAsync();

        Assert.NotEqual(before, replica.Certificates.Current.Thumbprint);
        await AssertTrustedAsync();
    }

    [Fact]
    public async Task Calls_over_real_tls_go_through_a_whole_rotation()
    {
        var replicas = await StartedAsync(2);
        await using var first = await RunningWebhook.StartAsync(context => context.Response.WriteAsync("done"), replicas[0].Certificates);
        await using var second = await RunningWebhook.StartAsync(context => context.Response.WriteAsync("done"), replicas[1].Certificates);
        var issuers = new HashSet<string>(StringComparer.Ordinal);
        for (var hours = 0; hours < 24 * 6; hours++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
            var turn = replicas[hours % 2];
            await turn.StepAsync();
            await CallAsync(first);
            await CallAsync(second);
            await turn.RegisterAsync(check: false);
            issuers.Add(turn.Certificates.Current.Issuer);
        }

        Assert.Equal(2, issuers.Count);
    }

    private async Task CallAsync(RunningWebhook webhook)
    {
        var bundle = await BundleAsync();
        await using var tls = await webhook.HandshakeAsync(bundle, options =>
        {
            options.CertificateChainPolicy!.VerificationTime = Clock.GetUtcNow().UtcDateTime;
            options.CertificateChainPolicy.VerificationTimeIgnored = false;
        });
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        Assert.Equal($"HTTP/1.1 {(int)HttpStatusCode.OK} OK", await reader.ReadLineAsync());
    }

    private static async Task TryStepAsync(Replica replica)
    {
        try
        {
            await replica.StepAsync();
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.InternalServerError)
        {
            // The injected fault: the next reading comes on time.
        }
    }
}
