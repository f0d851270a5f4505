namespace Vpa.Kubernetes.Wire;

/// <summary>The template of a CronJob's jobs.</summary>
internal sealed class WireJobTemplate
{
    public WireJobTemplateSpec? Spec { get; set; }
}
