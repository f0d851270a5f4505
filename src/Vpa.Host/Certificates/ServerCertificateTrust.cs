using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>Whether an API server that was told to trust a CA accepts a server certificate under a name; it looks at just these things.</summary>
internal static class ServerCertificateTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Why the certificate is refused; null when it is accepted.</summary>
    /// <param name="server">The server certificate.</param>
    /// <param name="sent">What the server sends beside it: intermediate certificates.</param>
    /// <param name="caPem">The registered CA certificates, PEM.</param>
    /// <param name="host">The name under which the webhook is registered, or its IP address.</param>
    /// <param name="now">The present instant.</param>
    public static string? FaultOf(X509Certificate2 server, IReadOnlyCollection<X509Certificate2> sent, string caPem, string host, DateTimeOffset now)
    {
        if (now < new DateTimeOffset(server.NotBefore) || now > new DateTimeOffset(server.NotAfter))
        {
            return $"it is valid from {server.NotBefore.ToUniversalTime():u} to {server.NotAfter.ToUniversalTime():u} only";
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown || !server.MatchesHostname(host, allowWildcards: true, allowCommonName: false))
        {
            return $"it does not name {host}, under which the webhook is registered";
        }

        var anchors = Read(caPem);
        return anchors.Any(anchor => LeadsTo(anchor, server, sent, now)) ? null
            : anchors.Count == 0 ? "the CA bundle holds no certificate" : "no certificate of the CA bundle vouches for it as a server's now";
    }

    /// <summary>
    /// Whether a chain leads to one certificate of the bundle. Each is tried by itself, as a bundle often holds CAs of the same name with different
    /// keys; and it need not be a root, because to an API server whatever is in the bundle is trusted.
    /// </summary>
    private static bool LeadsTo(X509Certificate2 anchor, X509Certificate2 server, IReadOnlyCollection<X509Certificate2> sent, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(anchor);
        policy.ExtraStore.AddRange(sent.ToArray());
        policy.ExtraStore.Add(anchor);
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.VerificationTimeIgnored = false;
        policy.VerificationTime = now.UtcDateTime;
        return chain.Build(server) && chain.ChainElements.Any(e => e.Certificate.RawDataMemory.Span.SequenceEqual(anchor.RawDataMemory.Span));
    }

    private static X509Certificate2Collection Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
            return certificates;
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
