using Vpa.Domain.Quantities;

namespace Vpa.Domain.Admitting.Submitted;

/// <summary>A CPU boost.</summary>
public sealed record SubmittedCpuBoost
{
    /// <summary>The kind of boost.</summary>
    public string? Type { get; init; }

    /// <summary>The factor.</summary>
    public int? Factor { get; init; }

    /// <summary>The addition, in cores.</summary>
    public Quantity? Quantity { get; init; }

    /// <summary>Seconds to keep the boost after the pod became ready.</summary>
    public int? DurationSeconds { get; init; }
}
