namespace Vpa.Kubernetes.Wire;

/// <summary>A CronJob, which selects by the labels of its pod template.</summary>
internal sealed class WireCronJob : IWireObject
{
    public WireObjectMeta? Metadata { get; set; }

    public WireCronJobSpec? Spec { get; set; }
}
