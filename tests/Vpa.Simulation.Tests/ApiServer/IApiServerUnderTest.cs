namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>An API server that the contract tests run against: the simulated one, or a real one.</summary>
public interface IApiServerUnderTest
{
    Uri Address { get; }

    /// <summary>The authority that signed the server's certificate, PEM.</summary>
    string CaCertificatePem { get; }

    /// <summary>Bearer token of a cluster administrator.</summary>
    string AdminToken { get; }
}
