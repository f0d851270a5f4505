namespace Vpa.Architecture.Tests;

public class DependencyDirectionTests
{
    private static readonly string[] Domain = ["Vpa.Domain"];
    private static readonly string[] UseCases = ["Vpa.Recommender", "Vpa.Updater", "Vpa.Admission"];

    [Theory]
    [InlineData("Vpa.Domain")]
    [InlineData("Vpa.Recommender", "Vpa.Domain")]
    [InlineData("Vpa.Updater", "Vpa.Domain")]
    [InlineData("Vpa.Admission", "Vpa.Domain")]
    [InlineData("Vpa.Storage", "Vpa.Domain", "Vpa.Recommender")]
    [InlineData("Vpa.Kubernetes", "Vpa.Domain", "Vpa.Recommender", "Vpa.Updater", "Vpa.Admission")]
    [InlineData("Vpa.Simulation", "Vpa.Domain", "Vpa.Recommender", "Vpa.Updater", "Vpa.Admission", "Vpa.Kubernetes")]
    public void Dependencies_point_one_way(string project, params string[] allowed)
    {
        var own = ProductAssembly.Read(project).References.Where(r => r.StartsWith("Vpa.", StringComparison.Ordinal) || r == "vpa");

        Assert.Empty(own.Except(allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void The_use_cases_do_use_the_domain() =>
        Assert.All(UseCases, project => Assert.Superset(Domain.ToHashSet(), ProductAssembly.Read(project).References));

    [Fact]
    public void The_simulation_uses_only_wire_types_of_the_adapter()
    {
        var used = ProductAssembly.Read("Vpa.Simulation").UsedTypes.Where(t => t.Assembly == "Vpa.Kubernetes").Select(t => t.Type);

        Assert.All(used, type => Assert.StartsWith("Vpa.Kubernetes.Wire.", type, StringComparison.Ordinal));
    }
}
