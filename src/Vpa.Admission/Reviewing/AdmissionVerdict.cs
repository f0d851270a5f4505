using System.Collections.Immutable;
using Vpa.Admission.Metrics;
using Vpa.Domain.Admitting;
using Vpa.Domain.Workloads;

namespace Vpa.Admission.Reviewing;

/// <summary>The answer to a request, before it is written as JSON.</summary>
internal sealed record AdmissionVerdict
{
    /// <summary>Echoes the request; empty where it could not be read (A44).</summary>
    public string Uid { get; init; } = "";

    /// <summary>The patch; empty for none.</summary>
    public ImmutableArray<PatchOperation> Operations { get; init; } = [];

    /// <summary>Warnings for the client (A49).</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Why the object is refused; null when it is admitted.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>How it ended for a pod; null for anything else.</summary>
    public PodOutcome? Outcome { get; init; }

    /// <summary>The pod that no VPA was found for; null for anything else.</summary>
    public Pod? LeftAlone { get; init; }

    /// <summary>What failed when it was looked for, for people; null when nothing did.</summary>
    public string? Cause { get; init; }

    /// <summary>The label for the metrics.</summary>
    public ReviewStatus Status { get; init; }

    /// <summary>The label for the metrics.</summary>
    public ReviewedResource Resource { get; init; }

    /// <summary>Admitted as it is, because the request was unusable.</summary>
    public static AdmissionVerdict Unusable(string uid) => new() { Uid = uid, Status = ReviewStatus.Error };
}
