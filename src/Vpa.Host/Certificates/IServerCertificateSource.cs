using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>The certificate that new TLS handshakes use.</summary>
internal interface IServerCertificateSource
{
    /// <summary>The certificate with its key.</summary>
    X509Certificate2 Current { get; }

    /// <summary>The same with the intermediate certificates that are sent with it; one object until the certificate changes, as it is costly to make.</summary>
    SslStreamCertificateContext Context { get; }

    /// <summary>The CA bundle to register with the API server, PEM.</summary>
    string CaPem { get; }

    /// <summary>Gets the first certificate; to be awaited before anything is asked for.</summary>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Follows changes until cancelled; returns at once where there can be none.</summary>
    /// <param name="isRegistered">Asks the API server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task FollowAsync(IsRegistered isRegistered, CancellationToken cancellationToken) => Task.CompletedTask;
}
