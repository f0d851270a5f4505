using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The scenario on etcd, kube-apiserver and kube-controller-manager.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class RealClusterEventScenario(ControlPlaneFixture controlPlane) : RecommendationEventScenario
{
    private protected override ITestCluster RequireCluster() => controlPlane.Require();
}
