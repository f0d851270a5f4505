namespace Vpa.Kubernetes.Wire;

/// <summary>The specification of a <see cref="WireCronJob"/>.</summary>
internal sealed class WireCronJobSpec
{
    public WireJobTemplate? JobTemplate { get; set; }
}
