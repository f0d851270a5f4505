using System.Security.Cryptography.X509Certificates;
using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Certificates;

public class CertificateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    [InlineData(400, false)]
    public void A_server_certificate_is_good_exactly_for_its_time(int days, bool expected)
    {
        using var authority = CertificateAuthority.Create("test", Now, TimeSpan.FromDays(365));
        var pair = authority.IssueServerCertificate(["vpa-webhook.kube-system.svc", "127.0.0.1"], Now, TimeSpan.FromDays(1000));

        Assert.Equal(expected, Verifies(pair, Now.AddDays(days)));
    }

    [Fact]
    public void It_names_its_hosts_and_nothing_else()
    {
        using var authority = CertificateAuthority.Create("test", Now, TimeSpan.FromDays(365));
        using var server = authority.IssueServerCertificate(["vpa-webhook.kube-system.svc", "127.0.0.1"], Now, TimeSpan.FromDays(90)).Server;

        Assert.True(server.MatchesHostname("vpa-webhook.kube-system.svc"));
        Assert.True(server.MatchesHostname("127.0.0.1"));
        Assert.False(server.MatchesHostname("kubernetes.default.svc"));
    }

    [Fact]
    public void A_signer_whose_clock_is_behind_the_authority_signs_within_its_time()
    {
        using var authority = CertificateAuthority.Create("test", Now.AddMinutes(2), TimeSpan.FromDays(365));

        var pair = authority.IssueServerCertificate(["localhost"], Now, TimeSpan.FromDays(90));

        Assert.Equal(authority.Certificate.NotBefore, pair.Server.NotBefore);
        Assert.True(Verifies(pair, Now));
    }

    private static bool Verifies(CertificatePair pair, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(pair.CaPem));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        return chain.Build(pair.Server);
    }
}
