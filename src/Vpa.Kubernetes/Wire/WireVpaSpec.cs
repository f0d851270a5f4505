namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WireVpa"/>.</summary>
internal sealed class WireVpaSpec
{
    public WireTargetReference? TargetRef { get; set; }

    public WireUpdatePolicy? UpdatePolicy { get; set; }

    public WireResourcePolicy? ResourcePolicy { get; set; }

    public WireContainerName[]? Recommenders { get; set; }

    public WireStartupBoost? StartupBoost { get; set; }
}
