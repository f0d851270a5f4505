namespace Vpa.Kubernetes.Events;

/// <summary>The type of an event.</summary>
public enum EventSeverity
{
    /// <summary>Something went as intended.</summary>
    Normal,

    /// <summary>Something that somebody should look at.</summary>
    Warning,
}
