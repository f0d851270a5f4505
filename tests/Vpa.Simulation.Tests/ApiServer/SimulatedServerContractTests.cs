namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>The contract, kept by the simulated server.</summary>
public sealed class SimulatedServerContractTests(SimulatedServerFixture server)
    : ContractTests(server), IClassFixture<SimulatedServerFixture>;
