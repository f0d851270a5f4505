namespace Vpa.E2E.Tests.ControlPlane;

/// <summary>Tests that share the one real control plane; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ControlPlaneTests : ICollectionFixture<ControlPlaneFixture>
{
    public const string Name = "control plane";
}
