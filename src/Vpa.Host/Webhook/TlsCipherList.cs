using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Security;

namespace Vpa.Host.Webhook;

/// <summary>The cipher suites of <c>--tls-ciphers</c> (A11).</summary>
internal sealed record TlsCipherList
{
    private static readonly FrozenSet<TlsCipherSuite> Tls13 = FrozenSet.Create(
        TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256);

    // RFC 7540 9.2.2: every server of HTTP/2 over TLS 1.2 has to offer the first; clients with an ECDSA server use the second.
    private static readonly FrozenSet<TlsCipherSuite> NeededByHttp2 = FrozenSet.Create(
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);

    private static readonly FrozenDictionary<string, TlsCipherSuite> Known = Tls13.Concat(NeededByHttp2).Concat(
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]).ToFrozenDictionary(suite => suite.ToString(), StringComparer.Ordinal);

    /// <summary>No list: the suites of the TLS library.</summary>
    public static TlsCipherList Default { get; } = new();

    /// <summary>The TLS 1.2 suites that are allowed; empty means those of the TLS library.</summary>
    public ImmutableArray<TlsCipherSuite> Tls12 { get; private init; } = [];

    /// <summary>Names that mean nothing here and were left out.</summary>
    public ImmutableArray<string> Unknown { get; private init; } = [];

    /// <summary>Whether the system's TLS library takes a choice of suites: OpenSSL does.</summary>
    public static bool CanChoose => OperatingSystem.IsLinux();

    /// <summary>What the handshake may choose from: the suites of TLS 1.3 are always in it, as upstream cannot take them out.</summary>
    public IEnumerable<TlsCipherSuite> All => Tls13.Concat(Tls12);

    /// <summary>Reads a list split at commas and colons; names that are not known are left out.</summary>
    public static TlsCipherList Parse(string text)
    {
        var names = text.Split([',', ':'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new()
        {
            Tls12 = [.. names.Where(Known.ContainsKey).Select(n => Known[n]).Where(s => !Tls13.Contains(s)).Distinct()],
            Unknown = [.. names.Where(n => !Known.ContainsKey(n))],
        };
    }

    /// <summary>Whether HTTP/2 can be offered; without one of its suites the server speaks HTTP/1.1 only.</summary>
    public bool AllowsHttp2(bool onlyTls13) => onlyTls13 || Tls12.IsEmpty || Tls12.Any(NeededByHttp2.Contains);
}
