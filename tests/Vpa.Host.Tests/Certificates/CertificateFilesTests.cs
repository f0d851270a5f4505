using Microsoft.Extensions.Logging.Testing;
using Vpa.Host.Certificates;
using Vpa.Host.CommandLine;

namespace Vpa.Host.Tests.Certificates;

public sealed class CertificateFilesTests : IDisposable
{
    // The certificate only: .NET stumbles over its algorithm before it looks at a key.
    private const string Ed25519 = """
        -----BEGIN CERTIFICATE-----
        MIIBPjCB8aADAgECAhQGgRriq4fnH6D01D/98swXjLIp+DAFBgMrZXAwFDESMBAG
        A1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTE5NDYzN1oYDzIxMjYxMTA1MTk0NjM3
        WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwKjAFBgMrZXADIQCB1aUPg+cdPYeOzDLC
        F8prDME1Wym+P4qox6KUiqnxKqNTMFEwHQYDVR0OBBYEFGZmyXwBo3fAXleFoTfX
        UvuJN2l8MB8GA1UdIwQYMBaAFGZmyXwBo3fAXleFoTfXUvuJN2l8MA8GA1UdEwEB
        /wQFMAMBAf8wBQYDK2VwA0EAxT0Qsg62s42FdVxDUP/vbYVjOh/n3WOvu3dDnxAo
        djkfEx9m/4v6Svx9Woe32EtfyfV11+x8nSGTA04YFktfDg==
        -----END CERTIFICATE-----
        """;

    private readonly CertificateFolder _folder = new();
    private readonly FakeLogger _logger = new();

    [Fact]
    public async Task Changed_files_are_taken_over_and_broken_ones_leave_the_last_good_pair_A26()
    {
        _folder.Write(Issue("first"));
        var files = Load();
        var first = files.Current.SerialNumber;

        File.WriteAllText(_folder.KeyPath, "half written");
        await RefreshAsync(files);
        await RefreshAsync(files);
        Assert.Equal((first, 1), (files.Current.SerialNumber, _logger.Collector.Count));

        _folder.Write(Issue("second"));
        await RefreshAsync(files);
        Assert.NotEqual(first, files.Current.SerialNumber);
    }

    [Fact]
    public async Task A_new_ca_is_taken_over_on_its_own_A27()
    {
        _folder.Write(Issue("first"));
        var files = Load();
        var (serial, second) = (files.Current.SerialNumber, Issue("second").CaPem);

        _folder.WriteCa(second);
        await RefreshAsync(files);

        Assert.Equal((second, serial), (files.CaPem, files.Current.SerialNumber));
    }

    [Fact]
    public void Files_that_cannot_be_used_at_start_are_named_A21()
    {
        var error = Assert.Throws<UsageException>(Load);

        Assert.Contains("cert.pem", error.Message, StringComparison.Ordinal);
    }

    [Theory] // a file that is there and fails when it is read, even for root
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void A_ca_file_that_cannot_be_read_does_not_end_the_start_and_is_told_where_it_is_needed_A21(bool isRegistering, int told)
    {
        _folder.WriteServer(Issue("first"));

        var files = CertificateFiles.Load(_folder.Options with { CaPath = "/proc/self/mem", IsRegistering = isRegistering }, TimeProvider.System, _logger);

        Assert.Equal(("", told), (files.CaPem, _logger.Collector.Count));
    }

    [Fact]
    public void A_key_of_an_algorithm_that_cannot_be_served_is_refused_with_those_that_can_A21()
    {
        _folder.WriteServer(Ed25519, "");

        var error = Assert.Throws<UsageException>(Load);

        Assert.Contains("supported are RSA and ECDSA", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static CertificatePair Issue(string name) => CertificateFolder.Issue(name, TimeProvider.System);

    private static Task RefreshAsync(CertificateFiles files) => files.RefreshAsync((_, _) => Task.FromResult(true), CancellationToken.None);

    private CertificateFiles Load() => CertificateFiles.Load(_folder.Options, TimeProvider.System, _logger);
}
