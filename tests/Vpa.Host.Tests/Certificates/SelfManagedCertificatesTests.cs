using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Vpa.Host.Certificates;
using Vpa.Host.Tests.Webhook;
using Vpa.Kubernetes.Client;
using Vpa.Simulation.ApiServer;

namespace Vpa.Host.Tests.Certificates;

/// <summary>Replicas that share certificates of their own make through a Secret of a simulated API server.</summary>
public sealed class SelfManagedCertificatesTests : IAsyncLifetime
{
    private const string Secrets = "api/v1/namespaces/kube-system/secrets";
    private const string Registration = "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CertificateLifetimes Short = new()
    {
        Authority = TimeSpan.FromDays(6),
        Server = TimeSpan.FromDays(2),
        Publishing = TimeSpan.FromHours(1),
        Overlap = TimeSpan.FromHours(8),
    };

    private readonly string _kubeconfig = Path.GetTempFileName();
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly List<Replica> _replicas = [];
    private SimulatedApiServer _server = null!;
    private KubernetesApi _api = null!;

    public async Task InitializeAsync()
    {
        _server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        await File.WriteAllTextAsync(_kubeconfig, _server.KubeconfigYaml(_server.AdminToken));
        _api = KubernetesApi.Connect(new() { KubeconfigPath = _kubeconfig, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _replicas.ForEach(r => r.Dispose());
        _api.Dispose();
        await _server.DisposeAsync();
        File.Delete(_kubeconfig);
    }

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
        while (_clock.GetUtcNow() < Start.AddDays(11))
        {
            _clock.Advance(TimeSpan.FromMinutes(random.Next(5, 60)));
            if (random.Next(20) == 0)
            {
                _server.Faults.Add(new("*", random.Next(2) == 0 ? "secrets" : "mutatingwebhookconfigurations", new Fault.Refuse(500)) { Count = 1 });
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
        _clock.Advance(TimeSpan.FromHours(1));
        await (deleted
            ? _api.DeleteAsync(Secrets + "/certs", CancellationToken.None)
            : _api.PatchAsync(Secrets + "/certs", PatchKind.Merge, Encoding.UTF8.GetBytes("""{"data":{"server-key.pem":"AAAA"}}"""), CancellationToken.None));

        for (var hours = 0; hours < 12; hours++)
        {
            foreach (var replica in replicas)
            {
                await replica.StepAsync();
                await AssertTrustedAsync();
                await replica.RegisterAsync(check: true);
                await AssertTrustedAsync();
            }

            _clock.Advance(TimeSpan.FromHours(1));
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
        await _api.DeleteAsync(Secrets + "/certs", CancellationToken.None);
        _server.Faults.Add(new("patch", "mutatingwebhookconfigurations", new Fault.Refuse(403)));
        for (var hours = 0; hours < 20; hours++)
        {
            await replica.StepAsync();
            await replica.RegisterAsync(check: true);
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(before, replica.Certificates.Current.Thumbprint);
            await AssertTrustedAsync();
        }

        _server.Faults.Clear();
        await replica.RegisterAsync(check: true);
        await replica.StepAsync();
        _clock.Advance(Short.Publishing);
        await replica.StepAsync();

        Assert.NotEqual(before, replica.Certificates.Current.Thumbprint);
        await AssertTrustedAsync();
    }

    [Fact]
    public async Task After_a_long_sleep_everything_is_made_anew()
    {
        var asleep = (await StartedAsync(1))[0];
        _clock.Advance(TimeSpan.FromDays(100));

        var woken = NewReplica();
        await woken.StartAsync();
        await asleep.StepAsync();

        await AssertTrustedAsync();
        Assert.Equal(1, woken.Certificates.CaPem.Split("BEGIN").Length - 1);
    }

    [Fact]
    public async Task A_start_waits_for_the_api_server_and_says_why_once()
    {
        _server.Faults.Add(new("get", "secrets", new Fault.Refuse(403)) { Count = 4 });
        var replica = NewReplica();

        await PrepareAsync(replica);

        Assert.True(replica.IsTrustedBy(replica.Certificates.CaPem, _clock.GetUtcNow()));
        Assert.Single(replica.Logger.Collector.GetSnapshot(), r => r.Message.Contains("cannot be read", StringComparison.Ordinal));
        Assert.DoesNotContain(replica.Logger.Collector.GetSnapshot(), r => r.Message.Contains("PRIVATE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificates_that_cannot_be_made_end_nothing_and_are_told_once()
    {
        var hosts = new List<string> { new('x', 64) }; // too long for a DNS label
        var replica = new Replica(_kubeconfig, _clock, Short, hosts);
        _replicas.Add(replica);
        var preparing = replica.Certificates.PrepareAsync(CancellationToken.None);
        for (var attempts = 0; attempts < 3; attempts++)
        {
            var asked = _server.Requests.Count("get", "secrets");
            await AdvanceUntilAsync(() => preparing.IsCompleted || _server.Requests.Count("get", "secrets") > asked);
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
    public async Task A_replica_whose_clock_is_far_ahead_spoils_nothing_for_the_others(int days)
    {
        var replicas = await StartedAsync(2);
        using var ahead = new Replica(_kubeconfig, new(Start.AddDays(days)), Short);
        for (var round = 0; round < 5; round++)
        {
            await ahead.StepAsync();
            Assert.True(ahead.Certificates.Current.NotBefore.ToUniversalTime() > _clock.GetUtcNow().UtcDateTime);
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
        using var ahead = new Replica(_kubeconfig, new(Start.AddDays(days)), Short);
        await ahead.StepAsync();

        await NewReplica().StartAsync();

        await AssertTrustedAsync();
    }

    [Fact]
    public async Task Other_keys_and_labels_of_the_secret_stay()
    {
        await _api.PostAsync(
            Secrets, (JsonObject)JsonNode.Parse("""{"metadata":{"name":"certs","labels":{"theirs":"kept"}},"data":{"other":"AAAA"}}""")!, TestJson.Default.JsonObject, CancellationToken.None);

        await StartedAsync(1);

        var secret = await _api.GetJsonAsync(Secrets + "/certs", TestJson.Default.JsonObject, CancellationToken.None);
        Assert.Equal(("kept", "AAAA"), ((string?)secret["metadata"]!["labels"]!["theirs"], (string?)secret["data"]!["other"]));
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
            _clock.Advance(TimeSpan.FromHours(1));
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
            options.CertificateChainPolicy!.VerificationTime = _clock.GetUtcNow().UtcDateTime;
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

    private Replica NewReplica()
    {
        var replica = new Replica(_kubeconfig, _clock, Short);
        _replicas.Add(replica);
        return replica;
    }

    private async Task<IReadOnlyList<Replica>> StartedAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await NewReplica().StartAsync();
        }

        return _replicas;
    }

    /// <summary>Prepares while the clock goes on.</summary>
    private async Task PrepareAsync(Replica replica)
    {
        var preparing = replica.Certificates.PrepareAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => preparing.IsCompleted);
        await preparing;
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private async Task<string> BundleAsync()
    {
        var configuration = await _api.GetJsonAsync(Registration, TestJson.Default.JsonObject, CancellationToken.None);
        return Encoding.ASCII.GetString(Convert.FromBase64String((string)configuration["webhooks"]![0]!["clientConfig"]!["caBundle"]!));
    }

    private async Task AssertTrustedAsync()
    {
        // A fault that is meant for a replica must not hit the observer, so it asks until it is told.
        string? bundle = null;
        while (bundle is null)
        {
            try
            {
                bundle = await BundleAsync();
            }
            catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.InternalServerError)
            {
                // Consumed here; the next one finds its replica.
            }
        }

        Assert.All(_replicas, r => Assert.True(r.IsTrustedBy(bundle, _clock.GetUtcNow()), $"at {_clock.GetUtcNow():O}"));
    }
}
