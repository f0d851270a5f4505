namespace Vpa.Recommender.Ports;

/// <summary>How writing a status ended.</summary>
public enum StatusWriteOutcome
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>The VPA is gone; nothing is left to do.</summary>
    Gone,

    /// <summary>It was not written; the next cycle tries again (R100).</summary>
    Failed,
}
