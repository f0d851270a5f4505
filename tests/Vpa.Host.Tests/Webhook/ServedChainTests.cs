using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vpa.Host.Certificates;
using Vpa.Host.Tests.Certificates;

namespace Vpa.Host.Tests.Webhook;

/// <summary>Certificates from files over real TLS, to clients that trust the root CA only.</summary>
public sealed class ServedChainTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CertificateFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Intermediate_certificates_are_sent_and_a_reload_cuts_no_connection_A20_A23(int httpVersion)
    {
        var (first, second) = (new CertificateChain(), new CertificateChain());
        Write(first);
        var files = Load();
        await using var webhook = await RunningWebhook.StartAsync(context => context.Response.WriteAsync("done", context.RequestAborted), files);
        var version = new Version(httpVersion, httpVersion % 2);
        using var before = RunningWebhook.Client(first.RootPem, version);
        Assert.Equal("done", await before.GetStringAsync(webhook.Address));

        Write(second);
        await RefreshAsync(files);
        _clock.Advance(TimeSpan.FromHours(1));
        await RefreshAsync(files); // the first one's key is given up

        using var after = RunningWebhook.Client(second.RootPem, version);
        Assert.Equal("done", await after.GetStringAsync(webhook.Address));
        Assert.Equal("done", await before.GetStringAsync(webhook.Address));
    }

    [Fact]
    public async Task Files_that_are_not_followed_are_served_with_their_intermediate_certificates_as_well_A22()
    {
        var chain = new CertificateChain();
        Write(chain);
        var files = Load();
        await using var webhook = await RunningWebhook.StartAsync(
            context => context.Response.WriteAsync("done", context.RequestAborted), new FixedCertificateSource(files.Context, files.CaPem));
        using var client = RunningWebhook.Client(chain.RootPem);

        Assert.Equal("done", await client.GetStringAsync(webhook.Address));
    }

    [Fact]
    public async Task What_handshakes_use_is_made_once_and_the_key_that_was_replaced_is_given_up()
    {
        var (first, second) = (new CertificateChain(), new CertificateChain());
        Write(first);
        var files = Load();
        var old = files.Current;
        var context = files.Context;

        await RefreshAsync(files);
        Assert.Same(context, files.Context);

        Write(second);
        await RefreshAsync(files);
        _clock.Advance(TimeSpan.FromSeconds(50));
        await RefreshAsync(files);
        Assert.NotEqual(IntPtr.Zero, old.Handle); // a handshake may still be under way

        _clock.Advance(TimeSpan.FromSeconds(10));
        await RefreshAsync(files);
        Assert.Equal((IntPtr.Zero, second.SerialNumber), (old.Handle, files.Current.SerialNumber));
    }

    public void Dispose() => _folder.Dispose();

    private static Task RefreshAsync(CertificateFiles files) => files.RefreshAsync((_, _) => Task.FromResult(true), CancellationToken.None);

    private CertificateFiles Load() => CertificateFiles.Load(_folder.Options, _clock, NullLogger.Instance);

    private void Write(CertificateChain chain) => _folder.Write(chain.ServerPem, chain.KeyPem, chain.RootPem);
}
