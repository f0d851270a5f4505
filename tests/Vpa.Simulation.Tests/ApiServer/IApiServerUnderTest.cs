namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>An API server that the contract tests run against: the simulated one, or a real one.</summary>
public interface IApiServerUnderTest
{
    Uri Address { get; }

    /// <summary>The authority that signed the server's certificate, PEM.</summary>
    string CaCertificatePem { get; }

    /// <summary>Bearer token of a cluster administrator.</summary>
    string AdminToken { get; }

    /// <summary>Whether objects are garbage collected, namespaces emptied and budgets' status kept; a bare kube-apiserver does none of it.</summary>
    bool HasControllers { get; }
}
