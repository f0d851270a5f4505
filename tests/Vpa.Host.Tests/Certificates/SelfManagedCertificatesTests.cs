using System.Text.Json.Nodes;
using Vpa.Simulation.ApiServer;

namespace Vpa.Host.Tests.Certificates;

/// <summary>How replicas come by the certificates that they share.</summary>
public sealed class SelfManagedCertificatesTests : ReplicasOfOneSecret
{
    [Fact]
    public async Task Replicas_that_start_together_share_one_certificate()
    {
        var replicas = Enumerable.Range(0, 8).Select(_ => NewReplica()).ToList();

        await Task.WhenAll(replicas.Select(r => Task.Run(() => PrepareAsync(r))));
        foreach (var replica in replicas)
        {
            await replica.StepAsync();
        }

        Assert.Single(replicas.Select(r => r.Certificates.Current.Thumbprint).Distinct());
        Assert.Single(replicas.Select(r => r.Certificates.CaPem).Distinct());
    }

    [Fact]
    public async Task After_a_long_sleep_everything_is_made_anew()
    {
        var asleep = (await StartedAsync(1))[0];
        Clock.Advance(TimeSpan.FromDays(100));

        var woken = NewReplica();
        await woken.StartAsync();
        await asleep.StepAsync();

        await AssertTrustedAsync();
        Assert.Equal(1, woken.Certificates.CaPem.Split("BEGIN").Length - 1);
    }

    [Fact]
    public async Task A_start_waits_for_the_api_server_and_says_why_once()
    {
        Server.Faults.Add(new("get", "secrets", new Fault.Refuse(403)) { Count = 4 });
        var replica = NewReplica();

        await PrepareAsync(replica);

        Assert.True(replica.IsTrustedBy(replica.Certificates.CaPem, Clock.GetUtcNow()));
        Assert.Single(replica.Logger.Collector.GetSnapshot(), r => r.Message.Contains("cannot be read", StringComparison.Ordinal));
        Assert.DoesNotContain(replica.Logger.Collector.GetSnapshot(), r => r.Message.Contains("PRIVATE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificates_that_cannot_be_made_end_nothing_and_are_told_once()
    {
        var hosts = new List<string> { new('x', 64) }; // too long for a DNS label
        var replica = NewReplica(hosts);
        var preparing = replica.Certificates.PrepareAsync(CancellationToken.None);
        for (var attempts = 0; attempts < 3; attempts++)
        {
            var asked = Server.Requests.Count("get", "secrets");
            await AdvanceUntilAsync(() => preparing.IsCompleted || Server.Requests.Count("get", "secrets") > asked);
        }

        Assert.False(preparing.IsCompleted);
        hosts[0] = Replica.ServiceName;
        await AdvanceUntilAsync(() => preparing.IsCompleted);

        await preparing;
        Assert.Single(replica.Logger.Collector.GetSnapshot(), r => r.Message.Contains("cannot be made", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_replica_whoseClock_is_far_ahead_spoils_nothing_for_the_others(int days)
    {
        var replicas = await StartedAsync(2);
        using var ahead = new Replica(KubeconfigPath, new(Start.AddDays(days)), Short);
        for (var round = 0; round < 5; round++)
        {
            await ahead.StepAsync();
            Assert.True(ahead.Certificates.Current.NotBefore.ToUniversalTime() > Clock.GetUtcNow().UtcDateTime);
            foreach (var replica in replicas)
            {
                await replica.StepAsync();
                await replica.RegisterAsync(check: true);
                await AssertTrustedAsync();
            }
        }

        await NewReplica().StartAsync();
        await AssertTrustedAsync();
        Assert.Equal(1, (await BundleAsync()).Split("BEGIN").Length - 1);
        Assert.Single(replicas[0].Logger.Collector.GetSnapshot(), r => r.Message.Contains("do not count yet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_start_replaces_what_does_not_count_yet(int days)
    {
        using var ahead = new Replica(KubeconfigPath, new(Start.AddDays(days)), Short);
        await ahead.StepAsync();

        await NewReplica().StartAsync();

        await AssertTrustedAsync();
    }

    [Fact]
    public async Task Other_keys_and_labels_of_the_secret_stay()
    {
        await Api.PostAsync(
            Secrets, (JsonObject)JsonNode.Parse("""{"metadata":{"name":"certs","labels":{"theirs":"kept"}},"data":{"other":"AAAA"}}""")!, TestJson.Default.JsonObject, CancellationToken.None);

        await StartedAsync(1);

        var secret = await Api.GetJsonAsync(Secrets + "/certs", TestJson.Default.JsonObject, CancellationToken.None);
        Assert.Equal(("kept", "AAAA"), ((string?)secret["metadata"]!["labels"]!["theirs"], (string?)secret["data"]!["other"]));
    }
}
