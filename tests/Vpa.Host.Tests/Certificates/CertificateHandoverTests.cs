using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Vpa.Host.Certificates;
using Vpa.Host.Tests.Webhook;
using Vpa.Kubernetes.Client;

namespace Vpa.Host.Tests.Certificates;

/// <summary>CA and server certificate replaced together, with an API server that trusts what was registered (A23, A27).</summary>
public sealed class CertificateHandoverTests : IDisposable
{
    private const string Waiting = "is not served yet";

    private readonly CertificateFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger _logger = new();
    private readonly CertificatePair _first = Issue("first");
    private readonly CertificatePair _second = Issue("second");
    private string _registered = "";
    private bool _apiServerAnswers = true;

    [Fact]
    public async Task At_every_moment_the_certificate_served_is_one_that_the_registered_ca_has_signed()
    {
        var files = Start();

        _folder.Write(_second);
        await RefreshAsync(files);
        Assert.Equal(_first.Server.SerialNumber, files.Current.SerialNumber);
        AssertServedIsTrusted(files);
        await RefreshAsync(files); // not registered yet
        Assert.Equal(_first.Server.SerialNumber, files.Current.SerialNumber);

        Register(files); // the new CA beside the old one
        AssertServedIsTrusted(files);
        await RefreshAsync(files);
        Assert.Equal(_second.Server.SerialNumber, files.Current.SerialNumber);
        AssertServedIsTrusted(files);

        Register(files);
        Assert.Equal(_second.CaPem, _registered); // no more than is in the file (A27)
        AssertServedIsTrusted(files);
        Assert.Single(Told(), m => m.Contains(Waiting, StringComparison.Ordinal));
        Assert.Contains("New certificate found, reloading", Told()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_certificate_of_the_registered_ca_is_served_at_once_even_while_the_api_server_does_not_answer()
    {
        using var authority = CertificateAuthority.Create("lasting", TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(3));
        var (old, renewed) = (Issue(authority), Issue(authority));
        var files = Start(old);
        _apiServerAnswers = false;

        _folder.Write(renewed);
        await RefreshAsync(files);

        Assert.Equal(renewed.Server.SerialNumber, files.Current.SerialNumber);
    }

    [Fact]
    public async Task An_old_and_a_new_ca_registered_together_let_the_new_certificate_be_served_at_once()
    {
        var files = Start();
        _folder.WriteCa(_first.CaPem + "\n" + _second.CaPem);
        await RefreshAsync(files);
        Register(files);

        _folder.WriteServer(_second);
        await RefreshAsync(files);

        Assert.Equal(_second.Server.SerialNumber, files.Current.SerialNumber);
    }

    [Fact]
    public async Task A_certificate_whose_ca_is_not_in_the_file_yet_waits_for_it()
    {
        var files = Start();
        _folder.WriteServer(_second);
        await RefreshAsync(files);
        Assert.Equal((_first.Server.SerialNumber, _first.CaPem), (files.Current.SerialNumber, files.CaPem));
        Assert.Contains(_folder.CaPath, Told()[^1], StringComparison.Ordinal);

        _folder.WriteCa(_second.CaPem);
        await RefreshAsync(files);
        Register(files);
        await RefreshAsync(files);

        Assert.Equal((_second.Server.SerialNumber, _second.CaPem), (files.Current.SerialNumber, files.CaPem));
    }

    [Fact]
    public async Task The_wait_is_told_again_and_again_and_with_what_is_in_the_way()
    {
        var files = Start();
        _folder.Write(_second);
        _apiServerAnswers = false;
        await RefreshAsync(files);
        await RefreshAsync(files);
        Assert.Equal(LogLevel.Warning, _logger.LatestRecord.Level);
        Assert.Contains("no route", Assert.Single(Told()), StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await RefreshAsync(files);
        Assert.Equal(2, Told().Count);

        _apiServerAnswers = true;
        await RefreshAsync(files);
        Assert.Contains("not registered", Told()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_go_back_to_what_is_served_end_the_wait()
    {
        var files = Start();
        _folder.Write(_second);
        await RefreshAsync(files);

        _folder.Write(_first);
        await RefreshAsync(files);

        Assert.Equal((_first.Server.SerialNumber, _first.CaPem), (files.Current.SerialNumber, files.CaPem));
    }

    [Fact]
    public async Task Nothing_waits_where_somebody_else_registers_the_webhook_A35()
    {
        _folder.Write(_first);
        var files = CertificateFiles.Load(_folder.Options with { IsRegistering = false }, _clock, _logger);

        _folder.Write(_second);
        await files.RefreshAsync((_, _) => throw new InvalidOperationException("There is nothing to ask."), CancellationToken.None);

        Assert.Equal((_second.Server.SerialNumber, _second.CaPem), (files.Current.SerialNumber, files.CaPem));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_waits_where_the_certificate_in_use_is_of_no_use(bool isExpired)
    {
        var old = isExpired ? CertificateFolder.Issue("first", new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(100))) : _first;
        var files = Start(isExpired ? old : old with { CaPem = Issue("unrelated").CaPem });

        _folder.Write(_second);
        await RefreshAsync(files);

        Assert.Equal(_second.Server.SerialNumber, files.Current.SerialNumber);
    }

    [Fact]
    public async Task An_intermediate_certificate_in_the_ca_file_is_trusted_as_a_root_is()
    {
        var (old, renewed) = (new CertificateChain(), new CertificateChain());
        _folder.Write(old.ServerPem, old.KeyPem, old.IntermediatePem);
        var files = Load();

        _folder.Write(renewed.ServerPem, renewed.KeyPem, renewed.IntermediatePem);
        await RefreshAsync(files);
        Assert.Equal(old.SerialNumber, files.Current.SerialNumber);

        Register(files);
        await RefreshAsync(files);
        Assert.Equal(renewed.SerialNumber, files.Current.SerialNumber);
    }

    [Fact]
    public async Task Of_two_cas_of_the_same_name_the_one_that_has_signed_is_found()
    {
        var (old, renewed) = (new CertificateChain(), new CertificateChain());
        _folder.Write(old.ServerPem, old.KeyPem, old.RootPem);
        var files = Load();
        _folder.WriteCa(old.RootPem + renewed.RootPem);
        await RefreshAsync(files);
        Register(files);

        _folder.WriteServer(renewed.ServerPem, renewed.KeyPem);
        await RefreshAsync(files);

        Assert.Equal(renewed.SerialNumber, files.Current.SerialNumber);
    }

    public void Dispose() => _folder.Dispose();

    private static CertificatePair Issue(string authorityName) => CertificateFolder.Issue(authorityName, TimeProvider.System);

    private static CertificatePair Issue(CertificateAuthority authority) =>
        authority.IssueServerCertificate(["localhost"], TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));

    private CertificateFiles Start(CertificatePair? pair = null)
    {
        _folder.Write(pair ?? _first);
        return Load();
    }

    private CertificateFiles Load()
    {
        var files = CertificateFiles.Load(_folder.Options, _clock, _logger);
        Register(files);
        return files;
    }

    private void Register(CertificateFiles files) => _registered = files.CaPem;

    private Task RefreshAsync(CertificateFiles files) => files.RefreshAsync(
        (ca, _) => _apiServerAnswers ? Task.FromResult(_registered.Contains(ca.Trim(), StringComparison.Ordinal)) : throw new KubernetesApiException("no route"),
        CancellationToken.None);

    private void AssertServedIsTrusted(CertificateFiles files)
    {
        using var chain = new System.Security.Cryptography.X509Certificates.X509Chain { ChainPolicy = RunningWebhook.Trusting(_registered) };
        Assert.True(chain.Build(files.Current));
    }

    private List<string> Told() => [.. _logger.Collector.GetSnapshot().Select(r => r.Message)];
}
