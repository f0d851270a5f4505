using Vpa.E2E.Tests.Clusters;
using Vpa.E2E.Tests.ControlPlane;
using Xunit.Abstractions;

namespace Vpa.E2E.Tests.Scenarios;

/// <summary>The scenario on etcd, kube-apiserver and kube-controller-manager.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class RealClusterScenario(ControlPlaneFixture controlPlane, ITestOutputHelper output) : WholeLoopScenario(output)
{
    private protected override ITestCluster RequireCluster() => controlPlane.Require();
}
