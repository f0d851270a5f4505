using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Vpa.Host.Certificates;
using Vpa.Host.CommandLine;

namespace Vpa.Host.Tests.Certificates;

public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("vpa-certificates-").FullName;

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

    [Fact]
    public void Changed_files_are_taken_over_and_broken_ones_leave_the_last_good_pair_A26()
    {
        Write("first");
        var files = Load();
        var first = files.Current.SerialNumber;

        File.WriteAllText(Path.Combine(_folder, "key.pem"), "half written");
        files.Refresh();
        Assert.Equal(first, files.Current.SerialNumber);

        Write("second");
        files.Refresh();
        Assert.NotEqual(first, files.Current.SerialNumber);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(null)]
    public void A_ca_file_that_is_being_rewritten_leaves_the_last_ca_A27(string? text)
    {
        Write("first");
        var files = Load();
        var (ca, serial, path) = (files.CaPem, files.Current.SerialNumber, Path.Combine(_folder, "ca.pem"));
        File.Delete(path);
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        files.Refresh();
        Assert.Equal(ca, files.CaPem);

        File.WriteAllText(path, "another");
        files.Refresh();
        Assert.Equal(("another", serial), (files.CaPem, files.Current.SerialNumber));
    }

    [Fact]
    public void Files_that_cannot_be_used_at_start_are_named_A21()
    {
        var error = Assert.Throws<UsageException>(Load);

        Assert.Contains("cert.pem", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CertificateFiles Load() => CertificateFiles.Load(
        Path.Combine(_folder, "cert.pem"), Path.Combine(_folder, "key.pem"), Path.Combine(_folder, "ca.pem"), TimeProvider.System, NullLogger.Instance);

    private void Write(string name)
    {
        using var authority = CertificateAuthority.Create(name, Now, TimeSpan.FromDays(365));
        var pair = authority.IssueServerCertificate(["localhost"], Now, TimeSpan.FromDays(90));
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), pair.Server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), pair.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), pair.CaPem);
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
