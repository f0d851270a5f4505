using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Vpa.Kubernetes.Admitting;

namespace Vpa.Kubernetes.Tests.Admitting;

/// <summary>Bundles that several replicas keep together.</summary>
public class CaBundleTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string A = Authority("a", 10);
    private static readonly string B = Authority("b", 10);
    private static readonly string Expired = Authority("expired", -1);

    [Fact]
    public void A_bundle_contains_its_certificates_in_any_order_and_spelling()
    {
        Assert.True(Contains($"# theirs\n{B}\n\n{A}", A));
        Assert.True(Contains(A + "\n" + B, B + "\n" + A));
        Assert.True(Contains("no certificates", "no certificates"));
        Assert.False(Contains(A, A + "\n" + B));
        Assert.False(Contains("", A));
        Assert.False(Contains("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", A));
        Assert.False(Contains(A, "no certificates"));
    }

    [Fact]
    public void Ours_is_added_and_theirs_stays_while_it_is_valid()
    {
        var both = CaBundle.Including(Bytes(A + "\n" + Expired), Bytes(B), Now);

        Assert.True(CaBundle.Contains(both, Bytes(A)));
        Assert.True(CaBundle.Contains(both, Bytes(B)));
        Assert.False(CaBundle.Contains(both, Bytes(Expired)));
        Assert.Equal(both, CaBundle.Including(both, Bytes(B), Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    public void What_is_no_bundle_is_replaced(string registered) => Assert.Equal(Bytes(B), CaBundle.Including(Bytes(registered), Bytes(B), Now));

    internal static string Authority(string name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(days));
        return certificate.ExportCertificatePem();
    }

    private static bool Contains(string registered, string own) => CaBundle.Contains(Bytes(registered), Bytes(own));

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
