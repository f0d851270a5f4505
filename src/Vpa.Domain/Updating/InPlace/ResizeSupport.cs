namespace Vpa.Domain.Updating.InPlace;

/// <summary>Whether the API server can resize pods in place.</summary>
public enum ResizeSupport
{
    /// <summary>It could not be asked.</summary>
    Unknown,

    /// <summary>It does not serve <c>pods/resize</c>, as before Kubernetes 1.33.</summary>
    NotServed,

    /// <summary>It serves <c>pods/resize</c>.</summary>
    Served,
}
