using Vpa.Host.Certificates;

namespace Vpa.Host.Tests.Certificates;

/// <summary>What is kept in the Secret, and what is taken for it.</summary>
public class ManagedCertificatesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CertificateLifetimes Lifetimes = new();
    private static readonly ManagedCertificates Rotating = Create().WithNewAuthority(Lifetimes, Start.AddDays(1));

    [Fact]
    public void Written_and_read_again_nothing_changes()
    {
        var read = ManagedCertificates.TryRead(Rotating.ToTexts(), out var fault);

        Assert.Equal("", fault);
        Assert.Equal(Rotating.ToTexts(), read!.ToTexts());
        Assert.Equal((true, false), (read.HasOldAuthorities, read.IsServerOfNewestAuthority));
        Assert.Equal(Start, read.ServerIssuedAt);
        Assert.True(read.Server.HasPrivateKey);
    }

    [Theory]
    [InlineData("server.pem", "server-key.pem", "")]
    [InlineData("server.pem", "", "there is no server.pem")]
    [InlineData("server-key.pem", "authority-key.pem", "")]
    [InlineData("authority-key.pem", "rubbish", "")]
    [InlineData("trusted-authorities.pem", "rubbish", "authority.pem is not in trusted-authorities.pem")]
    [InlineData("trusted-authorities.pem", "authority.pem", "no authority in trusted-authorities.pem has signed server.pem")]
    [InlineData("authority.pem", "server.pem", "")]
    public void Texts_that_do_not_fit_together_are_refused(string key, string replacement, string expected)
    {
        var texts = new Dictionary<string, string>(Rotating.ToTexts(), StringComparer.Ordinal);
        if (replacement.Length == 0)
        {
            texts.Remove(key);
        }
        else
        {
            texts[key] = texts.GetValueOrDefault(replacement, replacement);
        }

        Assert.Null(ManagedCertificates.TryRead(texts, out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.NotEqual("", fault);
        Assert.DoesNotContain("PRIVATE KEY", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_service_name_is_no_hindrance()
    {
        var host = $"{new string('s', 63)}.{new string('n', 63)}.svc";

        Assert.True(ManagedCertificates.Create([host], Lifetimes, Start).Names(host));
    }

    private static ManagedCertificates Create() => ManagedCertificates.Create(["vpa-webhook.kube-system.svc"], Lifetimes, Start);
}
