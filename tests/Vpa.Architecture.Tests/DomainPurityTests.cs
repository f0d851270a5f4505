using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vpa.Architecture.Tests;

public class DomainPurityTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Impure =
    [
        "System.Threading.Tasks.Task", "System.TimeProvider", "System.IO.File", "System.IO.Stream", "System.Console", "System.Environment", "System.Random", "System.Diagnostics.Stopwatch",
    ];

    [Fact]
    public void No_method_of_the_domain_is_asynchronous()
    {
        var asynchronous = ProductAssembly.Read("Vpa.Domain").Load().GetTypes()
            .SelectMany(t => t.GetMethods(All))
            .Where(m => m.GetCustomAttribute<AsyncStateMachineAttribute>() is not null || typeof(Task).IsAssignableFrom(m.ReturnType));

        Assert.Empty(asynchronous.Select(m => $"{m.DeclaringType}.{m.Name}"));
    }

    [Fact]
    public void The_domain_uses_no_clock_no_chance_and_no_input_or_output() =>
        Assert.Empty(ProductAssembly.Read("Vpa.Domain").UsedTypes.Select(t => t.Type).Intersect(Impure, StringComparer.Ordinal));

    [Fact]
    public void Nothing_is_named_vaguely()
    {
        string[] vague = ["Helper", "Helpers", "Manager", "Utils", "Util", "Common"];
        string[] projects = ["Vpa.Domain", "Vpa.Recommender", "Vpa.Updater", "Vpa.Admission", "Vpa.Kubernetes", "Vpa.Storage", "Vpa.Simulation", "vpa"];
        var types = projects.SelectMany(p => ProductAssembly.Read(p).Load().GetTypes())
            .Where(t => t.GetCustomAttribute<CompilerGeneratedAttribute>() is null && t.Namespace?.StartsWith("Vpa.", StringComparison.Ordinal) == true);

        Assert.Empty(types.Where(t => vague.Any(v => t.Name.EndsWith(v, StringComparison.Ordinal))).Select(t => t.FullName));
    }
}
