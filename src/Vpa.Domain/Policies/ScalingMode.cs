namespace Vpa.Domain.Policies;

/// <summary>Whether a container gets a recommendation (<c>containerPolicies[].mode</c>).</summary>
public enum ScalingMode
{
    /// <summary>It does (the default).</summary>
    Auto,

    /// <summary>It does not.</summary>
    Off,
}
