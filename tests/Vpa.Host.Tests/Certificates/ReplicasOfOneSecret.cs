using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vpa.Host.Certificates;
using Vpa.Kubernetes.Client;
using Vpa.Simulation.ApiServer;

namespace Vpa.Host.Tests.Certificates;

/// <summary>Replicas that share certificates of their own make through a Secret of a simulated API server, under a clock that tests advance.</summary>
public abstract class ReplicasOfOneSecret : IAsyncLifetime
{
    private protected const string Secrets = "api/v1/namespaces/kube-system/secrets";
    private const string Registration = "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/vpa-webhook-config";
    private readonly List<Replica> _replicas = [];

    private protected static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private protected static CertificateLifetimes Short { get; } = new()
    {
        Authority = TimeSpan.FromDays(6),
        Server = TimeSpan.FromDays(2),
        Publishing = TimeSpan.FromHours(1),
        Overlap = TimeSpan.FromHours(8),
    };

    private protected string KubeconfigPath { get; } = Path.GetTempFileName();

    private protected FakeTimeProvider Clock { get; } = new(Start);

    private protected SimulatedApiServer Server { get; private set; } = null!;

    private protected KubernetesApi Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);
        await File.WriteAllTextAsync(KubeconfigPath, Server.KubeconfigYaml(Server.AdminToken));
        Api = KubernetesApi.Connect(new() { KubeconfigPath = KubeconfigPath, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _replicas.ForEach(r => r.Dispose());
        Api.Dispose();
        await Server.DisposeAsync();
        File.Delete(KubeconfigPath);
    }

    private protected Replica NewReplica(IReadOnlyList<string>? hosts = null)
    {
        var replica = new Replica(KubeconfigPath, Clock, Short, hosts);
        _replicas.Add(replica);
        return replica;
    }

    private protected async Task<IReadOnlyList<Replica>> StartedAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await NewReplica().StartAsync();
        }

        return _replicas;
    }

    /// <summary>Prepares while the clock goes on.</summary>
    private protected async Task PrepareAsync(Replica replica)
    {
        var preparing = replica.Certificates.PrepareAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => preparing.IsCompleted);
        await preparing;
    }

    private protected async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
            Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private protected async Task<string> BundleAsync()
    {
        var configuration = await Api.GetJsonAsync(Registration, TestJson.Default.JsonObject, CancellationToken.None);
        return Encoding.ASCII.GetString(Convert.FromBase64String((string)configuration["webhooks"]![0]!["clientConfig"]!["caBundle"]!));
    }

    private protected async Task AssertTrustedAsync()
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

        Assert.All(_replicas, r => Assert.True(r.IsTrustedBy(bundle, Clock.GetUtcNow()), $"at {Clock.GetUtcNow():O}"));
    }
}
