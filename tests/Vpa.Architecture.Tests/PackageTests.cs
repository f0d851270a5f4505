namespace Vpa.Architecture.Tests;

public class PackageTests
{
    private static readonly string[] Projects =
        ["Vpa.Domain", "Vpa.Recommender", "Vpa.Updater", "Vpa.Admission", "Vpa.Kubernetes", "Vpa.Storage", "Vpa.Simulation", "vpa"];

    [Theory]
    [InlineData("KubernetesClient", "Vpa.Kubernetes", "Vpa.Simulation")]
    [InlineData("LiteDB", "Vpa.Storage")]
    [InlineData("Quartz", "vpa")]
    [InlineData("System.CommandLine", "vpa")]
    [InlineData("Spectre.Console", "vpa")]
    [InlineData("Microsoft.AspNetCore.JsonPatch.SystemTextJson", "Vpa.Simulation")]
    public void A_package_stays_where_it_belongs(string package, params string[] allowed)
    {
        var users = Projects.Where(p => ProductAssembly.Read(p).References.Contains(package));

        Assert.Empty(users.Except(allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void The_domain_uses_nothing_but_the_base_library()
    {
        var references = ProductAssembly.Read("Vpa.Domain").References;

        Assert.All(references, r => Assert.True(r is "netstandard" || r.StartsWith("System", StringComparison.Ordinal), r));
        Assert.DoesNotContain(references, r => r.StartsWith("System.Net", StringComparison.Ordinal) || r.StartsWith("System.IO", StringComparison.Ordinal));
    }
}
