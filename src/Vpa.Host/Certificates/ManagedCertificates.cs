using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vpa.Host.Certificates;

/// <summary>The certificates that this program makes for itself, as replicas share them; never changed, only replaced.</summary>
internal sealed class ManagedCertificates
{
    // Keys of the Secret. They differ from the file names of mounted certificates on purpose: neither is ever taken for the other.
    private const string AuthorityKey = "authority.pem";
    private const string AuthorityPrivateKey = "authority-key.pem";
    private const string TrustedKey = "trusted-authorities.pem";
    private const string ServerKey = "server.pem";
    private const string ServerPrivateKey = "server-key.pem";

    private readonly IReadOnlyList<X509Certificate2> _trusted;

    private ManagedCertificates(CertificateAuthority authority, IReadOnlyList<X509Certificate2> trusted, X509Certificate2 server)
    {
        (Authority, _trusted, Server) = (authority, trusted, server);
        Context = SslStreamCertificateContext.Create(server, null, offline: true);
        IsServerOfNewestAuthority = IsSignedByOneOf([authority.Certificate], server);
    }

    /// <summary>The newest CA, which signs server certificates.</summary>
    public CertificateAuthority Authority { get; }

    /// <summary>The server certificate with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The server certificate as handshakes send it.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The CA certificates that clients are to trust, PEM.</summary>
    public string TrustedPem => string.Join('\n', _trusted.Select(c => c.ExportCertificatePem())) + "\n";

    /// <summary>Whether the newest CA has signed the server certificate; not so in the first part of a rotation.</summary>
    public bool IsServerOfNewestAuthority { get; }

    /// <summary>Whether CAs are trusted beside the newest.</summary>
    public bool HasOldAuthorities => _trusted.Count > 1;

    /// <summary>When the server certificate was signed.</summary>
    public DateTimeOffset ServerIssuedAt => CertificateAuthority.IssuedAtOf(Server);

    /// <summary>From when the server certificate counts.</summary>
    public DateTimeOffset ServerNotBefore => new(Server.NotBefore);

    /// <summary>When the server certificate ends.</summary>
    public DateTimeOffset ServerNotAfter => new(Server.NotAfter);

    /// <summary>Whether something in it does not count yet: the clock of the replica that made it is ahead by more than clocks may differ.</summary>
    public bool IsAheadOf(DateTimeOffset now) => ServerNotBefore > now || Authority.NotBefore > now;

    /// <summary>Whether it can be served.</summary>
    public bool IsValidAt(DateTimeOffset now) => !IsAheadOf(now) && ServerNotAfter > now && Authority.NotAfter > now;

    /// <summary>Makes a CA and a server certificate.</summary>
    public static ManagedCertificates Create(IReadOnlyList<string> hosts, CertificateLifetimes lifetimes, DateTimeOffset now)
    {
        var authority = NewAuthority(lifetimes, now);
        return new(authority, [authority.Certificate], authority.IssueServerCertificate(hosts, now, lifetimes.Server).Server);
    }

    /// <summary>Reads what <see cref="ToTexts"/> wrote; null, with the reason, when the texts are not such or do not fit together.</summary>
    public static ManagedCertificates? TryRead(IReadOnlyDictionary<string, string> texts, out string fault)
    {
        var missing = new[] { AuthorityKey, AuthorityPrivateKey, TrustedKey, ServerKey, ServerPrivateKey }.Where(k => !texts.ContainsKey(k)).ToList();
        if (missing.Count > 0)
        {
            fault = $"there is no {string.Join(", no ", missing)}";
            return null;
        }

        try
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(texts[TrustedKey]);
            var read = new ManagedCertificates(
                CertificateAuthority.Load(texts[AuthorityKey], texts[AuthorityPrivateKey]), [.. trusted], X509Certificate2.CreateFromPem(texts[ServerKey], texts[ServerPrivateKey]));
            fault = !read.Trusts(read.Authority.Certificate) ? $"{AuthorityKey} is not in {TrustedKey}"
                : !IsSignedByOneOf(read._trusted, read.Server) ? $"no authority in {TrustedKey} has signed {ServerKey}" : "";
            return fault.Length == 0 ? read : null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            fault = e.Message;
            return null;
        }
    }

    /// <summary>The same with a new CA, trusted beside the others that have not expired.</summary>
    public ManagedCertificates WithNewAuthority(CertificateLifetimes lifetimes, DateTimeOffset now)
    {
        var authority = NewAuthority(lifetimes, now);
        return new(authority, [authority.Certificate, .. _trusted.Where(c => new DateTimeOffset(c.NotAfter) > now)], Server);
    }

    /// <summary>The same with a new server certificate of the newest CA.</summary>
    public ManagedCertificates WithNewServer(IReadOnlyList<string> hosts, CertificateLifetimes lifetimes, DateTimeOffset now)
    {
        // A replica that was started with other flags needs its names too; were they dropped at once, the two would replace each other's certificate for ever.
        var names = CertificateLifetimes.IsDue(ServerIssuedAt, ServerNotAfter, now) ? hosts : [.. hosts.Union(CertificateAuthority.HostsOf(Server), StringComparer.OrdinalIgnoreCase)];
        return new(Authority, _trusted, Authority.IssueServerCertificate(names, now, lifetimes.Server).Server);
    }

    /// <summary>The same with trust in the newest CA only.</summary>
    public ManagedCertificates WithoutOldAuthorities() => new(Authority, [Authority.Certificate], Server);

    /// <summary>Whether the server certificate is good for a host name or IP address.</summary>
    public bool Names(string host) => Server.MatchesHostname(host, allowWildcards: false, allowCommonName: false);

    /// <summary>The texts to be stored, with both private keys.</summary>
    public IReadOnlyDictionary<string, string> ToTexts() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [AuthorityKey] = Authority.CertificatePem,
        [AuthorityPrivateKey] = Authority.PrivateKeyPem,
        [TrustedKey] = TrustedPem,
        [ServerKey] = Server.ExportCertificatePem(),
        [ServerPrivateKey] = CertificateAuthority.PrivateKeyPemOf(Server),
    };

    private static CertificateAuthority NewAuthority(CertificateLifetimes lifetimes, DateTimeOffset now) =>
        CertificateAuthority.Create($"vpa-webhook-ca-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}", now, lifetimes.Authority);

    private bool Trusts(X509Certificate2 authority) => _trusted.Any(t => t.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span));

    private static bool IsSignedByOneOf(IReadOnlyList<X509Certificate2> authorities, X509Certificate2 server)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid; // whether it has expired is another question
        return chain.Build(server);
    }
}
