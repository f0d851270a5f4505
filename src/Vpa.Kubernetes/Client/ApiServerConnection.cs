using System.Security.Cryptography.X509Certificates;
using k8s;

namespace Vpa.Kubernetes.Client;

/// <summary>The TLS and connection policy towards the API server.</summary>
internal static class ApiServerConnection
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>An idle watch is pinged after this, so that a half-open connection is noticed within <see cref="PingDelay"/> + <see cref="PingTimeout"/>.</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Creates the handler that opens connections.</summary>
    public static SocketsHttpHandler CreateHandler(KubernetesClientConfiguration configuration)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        if (!string.IsNullOrEmpty(configuration.TlsServerName))
        {
            handler.SslOptions.TargetHost = configuration.TlsServerName;
        }

        Trust(handler, configuration);
        if (ClientCertificate.Of(configuration) is { } clientCertificate)
        {
            handler.SslOptions.ClientCertificates = [clientCertificate];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => clientCertificate;
        }

        return handler;
    }

    /// <summary>
    /// Trusts exactly the configured authorities. A chain policy, unlike a validation callback, leaves the check of the host name to the
    /// platform: any certificate signed by the cluster's authority could otherwise pose as the API server.
    /// </summary>
    private static void Trust(SocketsHttpHandler handler, KubernetesClientConfiguration configuration)
    {
        if (configuration.SkipTlsVerify)
        {
            // Asked for by insecure-skip-tls-verify in the kubeconfig, never by default.
#pragma warning disable CA5359, MA0039
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
            return;
        }

        if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
    }
}
