using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;
using Vpa.Kubernetes.Wire;
using Vpa.Recommender.Ports;

namespace Vpa.Kubernetes.Recommending;

/// <summary>Reads what an <c>Evicted</c> event of the kubelet says about containers that used too much memory (R125).</summary>
internal static class EvictionEvents
{
    private const string Containers = "offending_containers";
    private const string Usages = "offending_containers_usage";
    private const string Resources = "starved_resource";

    /// <summary>The kills an event stands for; none when it is about something else or its lists do not match.</summary>
    public static IReadOnlyList<OutOfMemoryObservation> Read(WireEvent e)
    {
        if (e is not { Reason: "Evicted", InvolvedObject: { Kind: "Pod", Name: { Length: > 0 } pod } about, Metadata.CreationTimestamp: { } at })
        {
            return [];
        }

        string[] containers = List(e, Containers), usages = List(e, Usages), resources = List(e, Resources);
        if (containers.Length != usages.Length || containers.Length != resources.Length)
        {
            return [];
        }

        var kills = new List<OutOfMemoryObservation>(containers.Length);
        for (var i = 0; i < containers.Length; i++)
        {
            if (resources[i] == ResourceNames.Memory && Quantity.TryParse(usages[i], out var usage))
            {
                kills.Add(new(new NamespacedName(about.Namespace ?? "", pod), containers[i], at, usage.Value));
            }
        }

        return kills;
    }

    private static string[] List(WireEvent e, string annotation) =>
        e.Metadata?.Annotations is { } annotations && annotations.TryGetValue(annotation, out var text) ? text.Split(',') : [];
}
