using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Certificates;

/// <summary>What an API server that trusts a bundle accepts, and what not (A31, A37).</summary>
public class ServerCertificateTrustTests
{
    private const string Host = "vpa-webhook.kube-system.svc";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly X509Certificate2 Root = Authority("root", null);
    private static readonly X509Certificate2 Intermediate = Authority("intermediate", Root);
    private static readonly X509Certificate2 Stranger = Authority("stranger", null);
    private static readonly X509Certificate2 Namesake = Authority("root", null);
    private static readonly X509Certificate2 Server = Leaf(Root);

    [Fact]
    public void A_certificate_of_one_of_the_trusted_authorities_is_accepted()
    {
        Assert.Null(Fault(Server, Root));
        Assert.Null(Fault(Server, Stranger, Root));
        Assert.Null(Fault(Server, Namesake, Root)); // after a rotation under the same name
        Assert.Null(Fault(Server, Root, Namesake));
    }

    [Fact]
    public void A_certificate_of_another_authority_is_refused()
    {
        Assert.Contains("vouches", Fault(Server, Stranger), StringComparison.Ordinal);
        Assert.Contains("vouches", Fault(Server, Namesake), StringComparison.Ordinal); // the name alone proves nothing
        Assert.Contains("no certificate", ServerCertificateTrust.FaultOf(Server, [], "rubbish", Host, Now), StringComparison.Ordinal);
        Assert.Contains("no certificate", ServerCertificateTrust.FaultOf(Server, [], "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", Host, Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Intermediates_count_when_they_are_sent_or_trusted()
    {
        var server = Leaf(Intermediate);

        Assert.NotNull(Fault(server, Root));
        Assert.Null(ServerCertificateTrust.FaultOf(server, [Intermediate], Root.ExportCertificatePem(), Host, Now));
        Assert.NotNull(ServerCertificateTrust.FaultOf(server, [Intermediate], Stranger.ExportCertificatePem(), Host, Now));
        Assert.NotNull(ServerCertificateTrust.FaultOf(server, [Intermediate, Root], Stranger.ExportCertificatePem(), Host, Now)); // what is sent is not trusted for it
        Assert.Null(Fault(server, Intermediate));
        Assert.Null(Fault(server, server));
    }

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-29, true)]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public void It_is_accepted_in_its_time(int days, bool expected) =>
        Assert.Equal(expected, ServerCertificateTrust.FaultOf(Server, [], Root.ExportCertificatePem(), Host, Now.AddDays(days)) is null);

    [Fact]
    public void An_authority_that_has_ended_vouches_for_nothing()
    {
        using var ended = Authority("ended", null, days: 10);
        using var server = Leaf(ended, days: 10);

        Assert.Null(Fault(server, ended));
        Assert.Contains("only", ServerCertificateTrust.FaultOf(server, [], ended.ExportCertificatePem(), Host, Now.AddDays(11)), StringComparison.Ordinal);
        using var shorter = Authority("intermediate", Root, days: 10);
        Assert.Contains("vouches", ServerCertificateTrust.FaultOf(Leaf(Intermediate), [shorter], Root.ExportCertificatePem(), Host, Now.AddDays(11)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Host, Host, true)]
    [InlineData("*.kube-system.svc", Host, true)]
    [InlineData("vpa-webhook", Host, false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData(Host, "", false)]
    [InlineData(Host, "no host", false)]
    public void It_has_to_name_the_host(string named, string host, bool expected) =>
        Assert.Equal(expected, ServerCertificateTrust.FaultOf(Leaf(Root, name: named), [], Root.ExportCertificatePem(), host, Now) is null);

    [Fact]
    public void A_certificate_for_clients_is_none_for_a_server() =>
        Assert.NotNull(Fault(Leaf(Root, purpose: "1.3.6.1.5.5.7.3.2"), Root));

    private static string? Fault(X509Certificate2 server, params X509Certificate2[] trusted) =>
        ServerCertificateTrust.FaultOf(server, [], string.Join('\n', trusted.Select(t => t.ExportCertificatePem())), Host, Now);

    // Without key identifiers on purpose: names alone then lead from certificate to certificate, as in many a hand-made bundle.
    private static X509Certificate2 Authority(string name, X509Certificate2? issuer, int days = 60)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return issuer is null
            ? request.CreateSelfSigned(Now.AddDays(-60), Now.AddDays(days))
            : Signed(request, key, issuer, days);
    }

    private static X509Certificate2 Leaf(X509Certificate2 issuer, string name = Host, string purpose = "1.3.6.1.5.5.7.3.1", int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (System.Net.IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        return Signed(request, key, issuer, days);
    }

    private static X509Certificate2 Signed(CertificateRequest request, ECDsa key, X509Certificate2 issuer, int days)
    {
        using var signed = request.Create(issuer, Now.AddDays(-30), Now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
