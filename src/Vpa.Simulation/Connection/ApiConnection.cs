using System.Security.Cryptography.X509Certificates;
using k8s;

namespace Vpa.Simulation.Connection;

/// <summary>An authenticated connection to any Kubernetes API server, simulated or real.</summary>
/// <remarks>
/// The server's certificate is checked against the given authority alone and against the host name. The client library
/// by itself skips the host name as soon as it is given a private authority, hence the chain policy here.
/// </remarks>
public sealed class ApiConnection : IDisposable
{
    private readonly RawKubernetes _client;

    private ApiConnection(KubernetesClientConfiguration configuration)
    {
        _client = new RawKubernetes(configuration);
        Objects = new ObjectClient(_client);
    }

    /// <summary>The library's client, for every call that has no need to be cheap.</summary>
    public k8s.Kubernetes Client => _client;

    /// <summary>Slim access to the objects that are listed again and again.</summary>
    internal ObjectClient Objects { get; }

    /// <summary>Connects with a bearer token.</summary>
    /// <param name="address">The https address of the API server.</param>
    /// <param name="caCertificatePem">One or more PEM certificates; only these authorities are trusted.</param>
    /// <param name="token">The bearer token; never logged.</param>
    /// <exception cref="ArgumentException"><paramref name="caCertificatePem"/> holds no certificate.</exception>
    public static ApiConnection WithToken(Uri address, string caCertificatePem, string token)
    {
        ArgumentNullException.ThrowIfNull(address);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(caCertificatePem);
        if (authorities.Count == 0)
        {
            throw new ArgumentException("No PEM certificate found.", nameof(caCertificatePem));
        }

        return new ApiConnection(new KubernetesClientConfiguration
        {
            Host = address.AbsoluteUri.TrimEnd('/'),
            AccessToken = token,
            FirstMessageHandlerSetup = handler => handler.SslOptions.CertificateChainPolicy = PolicyFor(authorities),
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static X509ChainPolicy PolicyFor(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // A throw-away authority publishes no revocation list.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
