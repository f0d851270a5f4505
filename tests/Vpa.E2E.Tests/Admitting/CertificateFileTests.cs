using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>The rotation of certificate files with two replicas on a real API server, which makes a handshake for each pod with the one or the other.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class CertificateFileTests(ControlPlaneFixture controlPlane)
{
    /// <summary>So many that each replica gets some before the next step.</summary>
    private const int SomePods = 10;

    [SkippableFact] // A23-A28
    public async Task Files_are_rotated_under_two_replicas_during_a_stream_of_pods_and_none_is_missed()
    {
        var cluster = controlPlane.Require();
        await Installation.InstallAsync(cluster);
        await using var webhook = await WebhookReplicas.StartAsync(cluster, "rotated-files");
        using var api = new ApiClient(cluster, cluster.AdminToken);
        await using var stream = await PodStream.StartAsync(cluster, "rotated-files", webhook.Service.CutIdleAsync);
        var old = webhook.Certificates.Authority;
        var newer = webhook.Certificates.NewAuthority();
        var before = await webhook.ServedSerialNumbersAsync();
        await stream.UntilMoreAsync(SomePods);

        // The order that webhook-certs/README.md gives: trust both, serve the new one, trust it alone.
        webhook.Certificates.WriteCa(old.Pem + "\n" + newer.Pem);
        await webhook.UntilRegisteredAsync(api, old.Pem + "\n" + newer.Pem);
        await stream.UntilMoreAsync(SomePods);
        webhook.Certificates.WriteServer(newer);
        await webhook.UntilAsync("the new certificate to be served by both", async _ => (await webhook.ServedSerialNumbersAsync()).Any(before.Contains) ? "it is not" : null);
        await stream.UntilMoreAsync(SomePods);
        webhook.Certificates.WriteCa(newer.Pem);
        await webhook.UntilRegisteredAsync(api, newer.Pem);
        await stream.UntilMoreAsync(SomePods);

        await stream.AssertAllWerePatchedAsync();
        Assert.All(await webhook.PatchedAsync(), patched => Assert.True(patched >= SomePods, $"{patched}"));
    }
}
