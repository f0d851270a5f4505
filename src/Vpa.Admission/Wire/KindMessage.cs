namespace Vpa.Admission.Wire;

/// <summary>A group, version and kind, of which the kind is used.</summary>
internal sealed record KindMessage
{
    /// <summary>The kind.</summary>
    public string? Kind { get; init; }
}
