using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Vpa.E2E.Tests.Processes;

namespace Vpa.E2E.Tests.Admitting;

/// <summary>Certificates of the program's own make, with two replicas on a real API server, which makes a handshake for each pod with the one or the other.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class SelfManagedCertificateTests(ControlPlaneFixture controlPlane)
{
    private const int SomePods = 20;

    [SkippableFact]
    public async Task The_authority_is_replaced_under_two_replicas_during_a_stream_of_pods_and_none_is_missed()
    {
        var cluster = controlPlane.Require();
        var kubectl = await Installation.InstallAsync(cluster);
        await using var service = new ForwardedPort();
        try
        {
            await using var one = await SelfManagedReplica.StartAsync(cluster, service.Port);
            await using var other = await SelfManagedReplica.StartAsync(cluster, service.Port);
            service.LeadTo(one.Port, other.Port);
            using var api = new ApiClient(cluster, cluster.AdminToken);
            var record = new RotationRecord(api, [one.Port, other.Port]);
            await using var stream = await PodStream.StartAsync(cluster, "rotated-authority", async () =>
            {
                await record.LookAsync();
                await service.CutIdleAsync();
            });
            await stream.UntilMoreAsync(SomePods);

            // Deleting the Secret is how an operator asks for a new authority.
            (await kubectl.RunAsync("delete", "secret", SelfManagedReplica.Secret, "-n", "kube-system")).Expected();
            await stream.UntilAsync("the new authority alone to be trusted", () => record.IsComplete ? null : "it is not");
            await stream.UntilMoreAsync(SomePods);

            await stream.AssertAllWerePatchedAsync();
            Assert.True(record.PublishedBeforeUse >= SelfManagedReplica.Pauses.Publishing, $"both authorities had been trusted for {record.PublishedBeforeUse} at most");
            Assert.False(record.WasDroppedTooEarly);
        }
        finally
        {
            await kubectl.RunAsync("delete", "mutatingwebhookconfiguration", "vpa-webhook-config", "--ignore-not-found");
            await kubectl.RunAsync("delete", "secret", SelfManagedReplica.Secret, "-n", "kube-system", "--ignore-not-found");
        }
    }
}
