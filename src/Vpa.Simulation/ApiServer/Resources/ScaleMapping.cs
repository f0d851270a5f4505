namespace Vpa.Simulation.ApiServer;

/// <summary>Where a kind keeps what its scale subresource shows. Paths are property names from the object's root.</summary>
/// <param name="SpecReplicas">Wanted replicas.</param>
/// <param name="StatusReplicas">Observed replicas.</param>
/// <param name="Selector">A label selector: an object (built-in kinds) or a string (custom resources); null when there is none.</param>
internal sealed record ScaleMapping(string[] SpecReplicas, string[] StatusReplicas, string[]? Selector)
{
    public static ScaleMapping BuiltIn { get; } = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]);
}
