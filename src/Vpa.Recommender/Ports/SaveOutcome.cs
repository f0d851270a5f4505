namespace Vpa.Recommender.Ports;

/// <summary>How a save ended.</summary>
public enum SaveOutcome
{
    /// <summary>Everything is stored.</summary>
    Saved,

    /// <summary>What was handed over is stored, but in place of a damaged file: hand over all aggregates the next time.</summary>
    Replaced,
}
