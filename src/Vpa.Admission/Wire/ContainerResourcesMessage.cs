using System.Text.Json.Serialization;
using Vpa.Domain.Quantities;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>A container's <c>resources</c>.</summary>
internal sealed record ContainerResourcesMessage
{
    /// <summary>Requests; null when absent.</summary>
    public ResourceList? Requests { get; init; }

    /// <summary>Limits; null when absent.</summary>
    public ResourceList? Limits { get; init; }

    /// <summary>Whether there are claims.</summary>
    [JsonConverter(typeof(PresenceConverter))]
    public bool Claims { get; init; }

    /// <summary>Requests and limits as values.</summary>
    public ContainerResources ToResources() => Requests is null && Limits is null ? ContainerResources.None : new(Requests, Limits);
}
