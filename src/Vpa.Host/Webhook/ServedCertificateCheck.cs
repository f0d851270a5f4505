using System.Net.Security;
using Vpa.Host.Certificates;
using Vpa.Host.Logging;

namespace Vpa.Host.Webhook;

/// <summary>
/// Watches whether the API server accepts the certificate that is served. Were the lease renewed while it does not, pods would be evicted and
/// come back unpatched.
/// </summary>
/// <param name="certificates">What is served, and the CA that is registered.</param>
/// <param name="host">The name under which the webhook is registered.</param>
/// <param name="logger">Receives each cause once, and the end.</param>
internal sealed class ServedCertificateCheck(IServerCertificateSource certificates, string host, ILogger logger)
{
    // A CA expires too, so an answer does not hold for ever; to build chains at every beat would be waste.
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private (SslStreamCertificateContext Served, string CaPem, long At)? _looked;
    private string? _fault;

    /// <summary>Whether it is accepted. Without a CA the API server trusts its machine's own roots, which are not known here.</summary>
    public bool IsAccepted()
    {
        var (served, ca) = (certificates.Context, certificates.CaPem);
        if (_looked is not { } looked || !ReferenceEquals(looked.Served, served) || looked.CaPem != ca || TimeProvider.System.GetElapsedTime(looked.At) >= GoodFor)
        {
            _looked = (served, ca, TimeProvider.System.GetTimestamp());
            // By the wall clock whatever the rules go by: the API server goes by its own.
            Tell(string.IsNullOrWhiteSpace(ca)
                ? null
                : ServerCertificateTrust.FaultOf(served.TargetCertificate, served.IntermediateCertificates, ca, host, TimeProvider.System.GetUtcNow()));
        }

        return _fault is null;
    }

    private void Tell(string? fault)
    {
        if (fault is not null && fault != _fault)
        {
            logger.ServedCertificateRefused(fault);
        }
        else if (fault is null && _fault is not null)
        {
            logger.ServedCertificateAccepted();
        }

        _fault = fault;
    }
}
