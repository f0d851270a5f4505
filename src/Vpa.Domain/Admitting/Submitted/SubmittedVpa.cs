namespace Vpa.Domain.Admitting.Submitted;

/// <summary>A VerticalPodAutoscaler as a client submits it, before anything is known to hold: enumerations are texts still.</summary>
public sealed record SubmittedVpa
{
    /// <summary>An object without content: what an object to be created is compared with.</summary>
    public static SubmittedVpa Nothing { get; } = new();

    /// <summary>The specification.</summary>
    public SubmittedSpec? Spec { get; init; }
}
