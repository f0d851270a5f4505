using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Host.Certificates;
using Vpa.Kubernetes.Admitting;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Tests.Certificates;

/// <summary>One replica's certificates and its registration of them, driven by hand.</summary>
internal sealed class Replica : IDisposable
{
    public const string ServiceName = "vpa-webhook.kube-system.svc";

    private readonly KubernetesApi _api;
    private readonly WebhookRegistration _registration;
    private string? _offered;

    public Replica(string kubeconfig, FakeTimeProvider clock, CertificateLifetimes lifetimes, IReadOnlyList<string>? hosts = null)
    {
        _api = KubernetesApi.Connect(new() { KubeconfigPath = kubeconfig, Role = "test", QueriesPerSecond = 0 }, TimeProvider.System);
        Certificates = new(new CertificateSecret(_api, "kube-system", "certs"), hosts ?? [ServiceName, "localhost"], lifetimes, clock, Logger);
        _registration = new(_api, new(), () => Encoding.ASCII.GetBytes(Certificates.CaPem), clock, new FakeLogger<WebhookRegistration>());
    }

    public FakeLogger Logger { get; } = new();

    public SelfManagedCertificates Certificates { get; }

    public async Task StartAsync()
    {
        await Certificates.PrepareAsync(CancellationToken.None);
        await _registration.RegisterAsync(CancellationToken.None);
        _offered = Certificates.CaPem;
    }

    /// <summary>Reads the Secret and takes a step.</summary>
    public Task StepAsync() => Certificates.StepAsync(
        (ca, cancellationToken) => _registration.TrustsAsync(Encoding.ASCII.GetBytes(ca), cancellationToken), CancellationToken.None);

    /// <summary>Registers the CA if it has changed; now and then looks whether the registration still stands.</summary>
    public async Task RegisterAsync(bool check)
    {
        if (_offered != Certificates.CaPem)
        {
            _offered = Certificates.CaPem;
            await _registration.RefreshCaBundleAsync(CancellationToken.None);
        }

        if (check)
        {
            await _registration.CheckAsync(CancellationToken.None);
        }
    }

    /// <summary>Whether an API server that trusts a bundle could call this replica at an instant.</summary>
    public bool IsTrustedBy(string bundle, DateTimeOffset at)
    {
        using var chain = new X509Chain { ChainPolicy = Webhook.RunningWebhook.Trusting(bundle) };
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(Certificates.Current) && Certificates.Current.MatchesHostname(ServiceName);
    }

    public void Dispose() => _api.Dispose();
}
