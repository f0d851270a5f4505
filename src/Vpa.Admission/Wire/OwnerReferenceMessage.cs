using Vpa.Domain.Workloads;

namespace Vpa.Admission.Wire;

/// <summary>An owner reference.</summary>
internal sealed record OwnerReferenceMessage
{
    /// <summary>Group and version of the owner.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The owner's kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The owner's name.</summary>
    public string? Name { get; init; }

    /// <summary>The owner's UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Whether the owner is the managing controller.</summary>
    public bool? Controller { get; init; }

    /// <summary>The reference as a value.</summary>
    public OwnerReference ToOwner() => new(ApiVersion ?? "", Kind ?? "", Name ?? "", Uid ?? "", Controller ?? false);
}
