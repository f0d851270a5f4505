namespace Vpa.Recommender.Ports;

/// <summary>How writing a status ended, and why.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Reason">Why it failed; null unless it did.</param>
public readonly record struct StatusWriteResult(StatusWriteOutcome Outcome, string? Reason = null)
{
    /// <summary>It failed.</summary>
    public static StatusWriteResult Failed(string reason) => new(StatusWriteOutcome.Failed, reason);
}
