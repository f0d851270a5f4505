using System.Text.Json.Nodes;
using Vpa.E2E.Tests.Processes;
using Vpa.Simulation.Tests.ApiServer;

namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>The contract that the simulated API server is held to, kept by the real one.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class ControlPlaneContractTests(ControlPlaneFixture controlPlane) : ContractTests(new RunningServer(controlPlane))
{
    /// <inheritdoc/>
    protected override void RequireServer() => controlPlane.Require();

    /// <inheritdoc/>
    protected override async Task UntilPodsCanBeMadeAsync(string ns)
    {
        // The ServiceAccount admission plug-in wants the account, and on versions before 1.24 its token, which controllers make.
        var pod = JsonNode.Parse("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"probe"},"spec":{"containers":[{"name":"c","image":"i"}]}}""")!;
        await Polling.UntilAsync($"Pods to be welcome in {ns}", ApiClient.Deadline, async _ =>
            await Client.PostAsync(ns + "/pods?dryRun=All", pod) is { Code: not 201 } refused ? refused.Text : null);
    }

    private sealed class RunningServer(ControlPlaneFixture controlPlane) : IApiServerUnderTest
    {
        public Uri Address => controlPlane.Require().Address;

        public string CaCertificatePem => controlPlane.Require().CaPem;

        public string AdminToken => controlPlane.Require().AdminToken;
    }
}
