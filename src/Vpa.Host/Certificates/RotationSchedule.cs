namespace Vpa.Host.Certificates;

/// <summary>
/// Decides the steps of a rotation. A CA is replaced in three: the new one is trusted beside the old one; once that is known everywhere the
/// server certificate is signed by it; once every replica serves that, the old one is dropped. At no moment does a replica serve a
/// certificate that an API server does not trust.
/// </summary>
internal static class RotationSchedule
{
    /// <summary>The next step.</summary>
    /// <param name="certificates">What there is.</param>
    /// <param name="hosts">The names that clients use.</param>
    /// <param name="registeredSince">Since when the newest CA is known to be registered with the API server; null when it is not, or not known.</param>
    /// <param name="lifetimes">Lives and pauses.</param>
    /// <param name="now">The present instant.</param>
    public static RotationStep Next(
        ManagedCertificates certificates, IReadOnlyList<string> hosts, DateTimeOffset? registeredSince, CertificateLifetimes lifetimes, DateTimeOffset now)
    {
        if (certificates.Authority.NotAfter <= now)
        {
            return RotationStep.StartOver;
        }

        // A server certificate that is out of its time helps nobody, so there is nothing to wait for.
        var isServerOfUse = certificates.ServerNotBefore <= now && certificates.ServerNotAfter > now;
        if (certificates.Authority.NotBefore > now)
        {
            return isServerOfUse ? RotationStep.AddAuthority : RotationStep.StartOver;
        }

        if (!certificates.IsServerOfNewestAuthority)
        {
            return !isServerOfUse || now - registeredSince >= lifetimes.Publishing ? RotationStep.ReplaceServer : RotationStep.None;
        }

        if (!isServerOfUse || !hosts.All(certificates.Names) || CertificateLifetimes.IsDue(certificates.ServerIssuedAt, certificates.ServerNotAfter, now))
        {
            return RotationStep.ReplaceServer;
        }

        if (CertificateLifetimes.IsDue(certificates.Authority.IssuedAt, certificates.Authority.NotAfter, now))
        {
            return RotationStep.AddAuthority;
        }

        return certificates.HasOldAuthorities && now - certificates.ServerIssuedAt >= lifetimes.Overlap ? RotationStep.DropOldAuthorities : RotationStep.None;
    }
}
