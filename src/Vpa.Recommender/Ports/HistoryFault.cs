namespace Vpa.Recommender.Ports;

/// <summary>Why the stored history cannot be used.</summary>
public enum HistoryFault
{
    /// <summary>Another process holds it.</summary>
    InUse,

    /// <summary>A later version of the program wrote it.</summary>
    LaterFormat,

    /// <summary>The disk is full, read-only or failing; it may work again later.</summary>
    NotWritable,
}
