using System.Net.Security;
using Vpa.Host.Webhook;

namespace Vpa.Host.Tests.Webhook;

/// <summary>The list of cipher suites (A11).</summary>
public class TlsCipherListTests
{
    private const string Ecdsa128 = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    private const string Ecdsa256 = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private const string Cbc = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";

    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("nonsense", "", "nonsense", true)]
    [InlineData("TLS_AES_128_GCM_SHA256,TLS_CHACHA20_POLY1305_SHA256", "", "", true)]
    [InlineData("TLS_RSA_WITH_AES_128_CBC_SHA,0", "", "TLS_RSA_WITH_AES_128_CBC_SHA 0", true)]
    [InlineData(Ecdsa128 + ":" + Cbc + ", " + Cbc, Ecdsa128 + " " + Cbc, "", true)]
    [InlineData(Ecdsa256 + "," + Cbc, Ecdsa256 + " " + Cbc, "", false)]
    [InlineData("TLS_AES_128_GCM_SHA256:" + Cbc + ":x", Cbc, "x", false)]
    public void Names_are_split_and_sorted_out(string text, string tls12, string unknown, bool http2)
    {
        var list = TlsCipherList.Parse(text);

        Assert.Equal(tls12, string.Join(' ', list.Tls12));
        Assert.Equal(unknown, string.Join(' ', list.Unknown));
        Assert.Equal(http2, list.AllowsHttp2(onlyTls13: false));
        Assert.True(list.AllowsHttp2(onlyTls13: true));
    }

    [Theory]
    [InlineData("ECDSA")]
    [InlineData("RSA")]
    public void Every_suite_of_the_rule_is_known(string key)
    {
        var names = new[] { "AES_128_CBC_SHA", "AES_256_CBC_SHA", "AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256" }
            .Select(n => $"TLS_ECDHE_{key}_WITH_{n}")
            .ToList();

        Assert.Equal(names.Order(), TlsCipherList.Parse(string.Join(',', names)).Tls12.Select(s => s.ToString()).Order());
    }

    [Fact]
    public void Suites_of_tls_1_3_cannot_be_taken_out() =>
        Assert.Contains(TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherList.Parse(Ecdsa128).All);
}
