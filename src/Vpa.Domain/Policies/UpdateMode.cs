namespace Vpa.Domain.Policies;

/// <summary>How recommendations reach pods (<c>spec.updatePolicy.updateMode</c>).</summary>
public enum UpdateMode
{
    /// <summary>At creation, and running pods are evicted. The default when the mode is absent or empty (U22).</summary>
    Recreate,

    /// <summary>Never; recommendations are only shown.</summary>
    Off,

    /// <summary>At creation only.</summary>
    Initial,

    /// <summary>Deprecated; the same as <see cref="Recreate"/>.</summary>
    Auto,

    /// <summary>In place where possible, else by eviction.</summary>
    InPlaceOrRecreate,

    /// <summary>In place only, never by eviction (gate <c>InPlace</c>).</summary>
    InPlace,

    /// <summary>A mode this program does not know; nothing is done for it.</summary>
    Unknown,
}
