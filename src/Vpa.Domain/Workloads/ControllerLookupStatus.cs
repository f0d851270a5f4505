namespace Vpa.Domain.Workloads;

/// <summary>How a look-up of a controller ended.</summary>
public enum ControllerLookupStatus
{
    /// <summary>The object exists and is a well-known or scalable controller.</summary>
    Found,

    /// <summary>The object exists or may exist, but is neither well-known nor scalable: a chain of owners ends there.</summary>
    NotScalable,

    /// <summary>A well-known kind has no such object.</summary>
    Missing,

    /// <summary>It is being read and known in a moment; until then as <see cref="Unknown"/>.</summary>
    Pending,

    /// <summary>It could not be told: nothing that is stored may change because of it.</summary>
    Unknown,
}
