namespace Vpa.Simulation.Tests.ApiServer;

/// <summary>A server that runs already, named by environment variables: VPA_CONTRACT_ADDRESS, VPA_CONTRACT_CA (file), VPA_CONTRACT_TOKEN.</summary>
public sealed class ExternalServerFixture : IApiServerUnderTest
{
    public const string AddressVariable = "VPA_CONTRACT_ADDRESS";

    public static bool IsNamed => Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 };

    public Uri Address => new(Environment.GetEnvironmentVariable(AddressVariable)!);

    public string CaCertificatePem => File.ReadAllText(Environment.GetEnvironmentVariable("VPA_CONTRACT_CA")!);

    public string AdminToken => Environment.GetEnvironmentVariable("VPA_CONTRACT_TOKEN")!;

    public bool HasControllers => Environment.GetEnvironmentVariable("VPA_CONTRACT_CONTROLLERS") == "true";
}
