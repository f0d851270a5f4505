using System.Collections.Immutable;
using Vpa.Domain.Admitting;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>The members of a pod that admission looks at.</summary>
internal sealed record PodMessage
{
    private static readonly IReadOnlyDictionary<string, string> NoStrings = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary><c>metadata</c>.</summary>
    public PodMetadataMessage? Metadata { get; init; }

    /// <summary><c>spec</c>.</summary>
    public PodSpecMessage? Spec { get; init; }

    /// <summary><c>status</c>.</summary>
    public PodStatusMessage? Status { get; init; }

    /// <summary>The pod as values.</summary>
    /// <param name="requestNamespace">The request's namespace, used where the object has none (A92).</param>
    public AdmittedPod ToPod(string requestNamespace)
    {
        var containers = Spec?.Containers ?? [];
        var @namespace = Metadata?.Namespace;
        var pod = new Pod
        {
            Namespace = string.IsNullOrEmpty(@namespace) ? requestNamespace : @namespace,
            Name = Metadata?.Name ?? "",
            Labels = Metadata?.Labels ?? NoStrings,
            Annotations = Metadata?.Annotations == true ? NoStrings : null,
            Owners = [.. (Metadata?.OwnerReferences ?? []).OfType<OwnerReferenceMessage>().Select(o => o.ToOwner())],
            Containers = [.. containers.Select(c => c?.ToContainer() ?? new Container { Name = "" })],
            ContainerStatuses = [.. (Status?.ContainerStatuses ?? []).OfType<ContainerStatusMessage>().Select(s => s.ToStatus())],
        };
        return new(pod, [.. containers.Where(c => c?.Resources?.Claims == true).Select(c => c!.Name ?? "")]);
    }
}
