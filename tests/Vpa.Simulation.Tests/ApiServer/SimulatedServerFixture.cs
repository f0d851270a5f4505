using Vpa.Simulation.ApiServer;

namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>One simulated server for all tests of a class.</summary>
public sealed class SimulatedServerFixture : IApiServerUnderTest, IAsyncLifetime
{
    public SimulatedApiServer Server { get; private set; } = null!;

    public Uri Address => Server.Address;

    public string CaCertificatePem => Server.CaCertificatePem;

    public string AdminToken => Server.AdminToken;

    public async Task InitializeAsync() =>
        Server = await SimulatedApiServer.StartAsync(new SimulatedApiServerOptions(), CancellationToken.None);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
