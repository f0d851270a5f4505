namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>The same contract, kept by a server that runs elsewhere, such as a real kube-apiserver.</summary>
public sealed class ExternalServerContractTests(ExternalServerFixture server)
    : ContractTests(server), IClassFixture<ExternalServerFixture>
{
    protected override void RequireServer() =>
        Skip.IfNot(ExternalServerFixture.IsNamed, $"{ExternalServerFixture.AddressVariable} names no API server");
}
