namespace Vpa.Domain.Policies;

/// <summary>The kind of a CPU start-up boost (A123).</summary>
public enum StartupBoostType
{
    /// <summary>The base times a factor; also when the type is empty.</summary>
    Factor,

    /// <summary>A quantity on top of the base.</summary>
    Quantity,

    /// <summary>A type this program does not know.</summary>
    Unknown,
}
